
using MhdNet.Data.Ct;
using MhdNet.Data.Frames;

namespace MhdNet.Data.Cohorts;

/// <summary>A series or slide of a cohort that can be opened.</summary>
/// <param name="At">The row that names it, `ct.csv:17`.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Ct">The row, of a series.</param>
/// <param name="Slide">The row, of a slide.</param>
/// <param name="Drawn">How it is drawn, where a synthetic cohort does not keep it.</param>
internal sealed record CohortSource(string At, string Path, CtEntry? Ct, SlideEntry? Slide, IDrawnSource? Drawn)
{
    /// <summary>The patient.</summary>
    public string PatientId => Ct?.PatientId ?? Slide!.PatientId;

    /// <summary>As the row names it.</summary>
    public string Name => Ct?.Series ?? Slide!.Slide;

    /// <summary>Whether it is a folder of ready frames.</summary>
    public bool IsReadyFrames => Ct is null ? FrameFolder.Is(Path) : CtReaders.IsReadyFrames(Path);

    /// <summary>The files it consists of; their order matters for ready frames alone.</summary>
    public IReadOnlyList<string> Files => Ct is null ? SourceFiles.OfSlide(Path) : SourceFiles.OfSeries(Path);
}
