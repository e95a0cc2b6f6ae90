using System.CommandLine;
using MhdNet.Experiments;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Cli;

/// <summary><c>mhdnet train</c>.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var cohort = CommonOptions.Cohort();
        var seed = CommonOptions.Seed();
        var what = new Argument<string>("what") { Description = "teacher, student (its teacher too), or alone (the student's backbone on labels alone)", DefaultValueFactory = _ => "student" };
        what.AcceptOnlyFromAmong("teacher", "student", "alone");
        var command = new Command("train", "Train a teacher or student; finds a finished run, resumes an interrupted one, else trains.") { what, scale, cohort, seed };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            Console.WriteLine(TorchRuntime.Start(parsed.GetValue(seed)));
            var run = Ui.Work(progress =>
            {
                var workspace = Workspace.Open(Repository.Root, parsed.GetValue(scale)!, parsed.GetValue(cohort)!, progress: progress, cancellation: cancellation);
                var experiment = workspace.At(parsed.GetValue(what) == "alone" ? Experiment.Alone : Experiment.Paper) with { Seed = parsed.GetValue(seed) };
                return parsed.GetValue(what) == "teacher"
                    ? workspace.Runs.Teacher(experiment, progress, cancellation).Run
                    : workspace.Runs.Student(experiment, progress, cancellation).Run;
            });
            Console.WriteLine($"finished: {run.Path}");
            Console.WriteLine(EpochTiming.Summary(run.ReadTimings()));
            return 0;
        }, CancellationToken.None));
        return command;
    }
}
