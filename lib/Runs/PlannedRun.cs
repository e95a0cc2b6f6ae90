using MhdNet.Methods;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>One training that a study or a command takes.</summary>
/// <param name="Folder">Its folder, which may not be there yet.</param>
/// <param name="Named">What is trained, with the name of the experiment that asks for it.</param>
/// <param name="Steps">Steps of the whole training.</param>
public sealed record PlannedRun(RunFolder Folder, NamedPhase Named, int Steps)
{
    /// <summary>What is trained.</summary>
    public Phase Phase => Named.Phase;

    /// <summary>Name of the experiment that asks for it.</summary>
    public string Name => Named.Name;

    /// <summary>"teacher", "student", "alone", ...</summary>
    public string Kind => Phase.Kind;

    /// <summary>Names of the folders of the runs that must be finished before.</summary>
    public IReadOnlyList<string> Needs { get; } = [.. Named.Phase.Needs.Select(need => need.FolderName)];

    /// <inheritdoc cref="NamedPhase.Label"/>
    public string Label { get; } = Named.Label;

    /// <summary>How far its folder is: "finished", "damaged" (finished once, to be trained again), "begun", "to do".</summary>
    public string State() => FinishedRun.Whole(Folder, out var damage) is not null ? "finished"
        : damage is not null ? "damaged"
        : File.Exists(Folder.CheckpointFile) ? "begun" : "to do";
}
