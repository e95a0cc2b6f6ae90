using MhdNet.Methods;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>One training that a study or a command takes.</summary>
/// <param name="Folder">Its folder, which may not be there yet.</param>
/// <param name="Name">Name of the experiment that asks for it.</param>
/// <param name="Phase">What is trained.</param>
/// <param name="Steps">Steps of the whole training.</param>
public sealed record PlannedRun(RunFolder Folder, string Name, Phase Phase, int Steps)
{
    /// <summary>"teacher", "student", "alone", ...</summary>
    public string Kind => Phase.Kind;

    /// <summary>Names of the folders of the runs that must be finished before.</summary>
    public IReadOnlyList<string> Needs { get; } = [.. Phase.Needs.Select(need => need.FolderName)];

    /// <summary>"MHD-Net, teacher, seed 1".</summary>
    public string Label { get; } =
        $"{Name}{(Name.Contains(Phase.Kind, StringComparison.OrdinalIgnoreCase) ? "" : ", " + Phase.Kind)}, seed {Phase.Setting.Seed}";
}
