using MhdNet.Methods;
using MhdNet.Runs;

namespace MhdNet.Cli;

/// <summary>Which finished run a command is about.</summary>
internal static class AskedRun
{
    /// <summary>Said wherever a network trained on synthetic patients speaks.</summary>
    public const string SyntheticWarning = "This model was trained on synthetic data: its output says nothing about a real patient.";

    /// <summary>The named run, or the newest network that needs CT alone.</summary>
    public static FinishedRun Find(string? run) =>
        run is null ? Models.Newest(Workspace.RunsFolder(Repository.Root)) : FinishedRun.Open(run);
}
