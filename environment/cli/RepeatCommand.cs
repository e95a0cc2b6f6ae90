using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies.Results;

namespace MhdNet.Cli;

/// <summary><c>mhdnet repeat</c>.</summary>
internal static class RepeatCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run")
        {
            Description = "Folder of a finished run, such as artifacts/runs/student-0123456789ab, or the name alone of one that "
                + "data/results has",
        };
        var cohort = CommonOptions.Cohort();
        var to = new Option<string?>("--to") { Description = "Folder to train it in again (default: artifacts/repeated)" };
        var command = new Command("repeat", "Train a finished run again from what its folder says (and what it needs) and say whether the "
            + "result is equal bit by bit. Other code is told, other patients are refused.")
        {
            run, cohort, to,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var asked = parsed.GetValue(run)!;
            var recorded = Directory.Exists(asked) ? FinishedRun.Open(asked) : StudySource.Run(Repository.Root, asked)
                ?? throw new InputException($"repeat: '{asked}' is neither the folder of a finished run nor a run of data/results: give a "
                    + "folder of artifacts/runs, or a name that RESULTS.md has under Runs");
            var folder = parsed.GetValue(to) ?? Path.Combine(Repository.Root, "artifacts", "repeated");
            var repetition = Ui.Work(progress =>
            {
                var setting = recorded.Phase.Setting;
                var workspace = Workspace.Open(
                    Repository.Root, $"{setting.Scale}", parsed.GetValue(cohort)!, setting.SplitSeed, progress, cancellation);
                return Repetition.Run(recorded, workspace, folder, progress, cancellation);
            });
            Ui.Table(
                ["file", "equal", "SHA-256 then", "now"],
                repetition.Files.Select(file => (IReadOnlyList<string>)
                    [file.Name, file.First == file.Second ? "yes" : "no", file.First?[..12] ?? "-", file.Second?[..12] ?? "-"]));
            foreach (var difference in repetition.Differences)
            {
                Console.WriteLine(difference);
            }

            Console.WriteLine($"{recorded.Folder.Name} and {repetition.Second.Folder.Path}: "
                + $"{(repetition.IsEqual ? "equal bit by bit" : "not equal")}");
            return repetition.IsEqual ? 0 : 1;
        }));
        return command;
    }
}
