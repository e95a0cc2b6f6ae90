
using MhdNet.Runs;

namespace MhdNet.Cli;

/// <summary>Which student a command is about.</summary>
internal static class Students
{
    /// <summary>Said wherever a student of synthetic patients speaks.</summary>
    public const string SyntheticWarning = "This model was trained on synthetic data: its output says nothing about a real patient.";

    /// <summary>The named run, or the newest.</summary>
    public static TrainedStudent Find(string? run) =>
        run is null ? TrainedStudent.Newest(Workspace.RunsFolder(Repository.Root)) : TrainedStudent.Open(run);
}
