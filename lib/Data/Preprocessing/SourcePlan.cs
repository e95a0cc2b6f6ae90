using MhdNet.Data.Sequences;

namespace MhdNet.Data.Preprocessing;

/// <summary>What a run of <see cref="Preprocessor"/> would find of a source.</summary>
public enum SourceState
{
    /// <summary>Done, and its files and the options are unchanged.</summary>
    Done,

    /// <summary>An interrupted run has stored some of its sequences.</summary>
    Begun,

    /// <summary>Done before, but its files or the options have changed.</summary>
    Changed,

    /// <summary>Never done.</summary>
    New,
}

/// <summary>What a run would do with one source.</summary>
/// <param name="Modality">CT or WSI.</param>
/// <param name="Source">As in ct.csv or wsi.csv.</param>
/// <param name="State">What a run finds.</param>
/// <param name="Stored">Sequences that are there already.</param>
/// <param name="Expected">Sequences that come out: of a series as its heads say, of a slide at most so many, if all of its patches were
/// tissue.</param>
/// <param name="Problem">Why it cannot be read; empty if it can.</param>
public sealed record SourcePlan(Modality Modality, string Source, SourceState State, int Stored, int Expected, string Problem);
