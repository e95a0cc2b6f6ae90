using System.CommandLine;
using MhdNet.Runs;

namespace MhdNet.Cli;

/// <summary><c>mhdnet repeat</c>.</summary>
internal static class RepeatCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "Folder of a finished run, such as artifacts/runs/student-0123456789ab" };
        var cohort = CommonOptions.Cohort();
        var to = new Option<string?>("--to") { Description = "Folder to train it in again (default: artifacts/repeated)" };
        var teacherBackbone = new Option<string?>("--teacher-backbone") { Description = "The pretrained file that its teacher, or single branch, began with" };
        var studentBackbone = new Option<string?>("--student-backbone") { Description = "The pretrained file that the student began with" };
        var command = new Command("repeat", "Train a finished run again from what its folder says (a student's teacher, too) and say whether the result is equal bit by bit. Other code is told, other patients are refused.")
        {
            run, cohort, to, teacherBackbone, studentBackbone,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var recorded = RecordedRun.Open(parsed.GetValue(run)!);
            var folder = parsed.GetValue(to) ?? Path.Combine(Repository.Root, "artifacts", "repeated");
            var repetition = Ui.Work(progress =>
            {
                var workspace = Workspace.Open(Repository.Root, $"{recorded.Scale}", parsed.GetValue(cohort)!, recorded.Recipe.SplitSeed, progress, cancellation);
                return Repetition.Run(recorded, workspace, folder, parsed.GetValue(teacherBackbone), parsed.GetValue(studentBackbone), progress, cancellation);
            });
            Ui.Table(
                ["file", "equal", "SHA-256 then", "now"],
                repetition.Files.Select(file => (IReadOnlyList<string>)[file.Name, file.First == file.Second ? "yes" : "no", file.First?[..12] ?? "-", file.Second?[..12] ?? "-"]));
            foreach (var difference in repetition.Differences)
            {
                Console.WriteLine(difference);
            }

            Console.WriteLine($"{recorded.Run.Name} and {repetition.Second.Path}: {(repetition.IsEqual ? "equal bit by bit" : "not equal")}");
            return repetition.IsEqual ? 0 : 1;
        }));
        return command;
    }
}
