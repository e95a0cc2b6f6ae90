using System.CommandLine;
using MhdNet.Runs;

namespace MhdNet.Cli;

/// <summary><c>mhdnet prepare</c>: what every training starts from.</summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var cohort = CommonOptions.Cohort();
        var command = new Command("prepare",
            "Make a scale's cohort and cut its sequences, where they are not there yet: what trainings start from.") { scale, cohort };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var workspace = Ui.Work(progress => Workspace.Open(
                Repository.Root, parsed.GetValue(scale)!, parsed.GetValue(cohort)!, progress: progress, cancellation: cancellation));
            Console.WriteLine($"{workspace.Sequences.Folder}: {workspace.Sequences.Rows.Count} sequences. {workspace.Caption}");
            return 0;
        }));
        return command;
    }
}
