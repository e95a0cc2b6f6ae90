using System.CommandLine;
using MhdNet.Cli.Sweeps;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Cli;

/// <summary><c>mhdnet train</c>: a method by its name, or one cell of a sweep.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var scale = CommonOptions.Scale();
        var cohort = CommonOptions.Cohort();
        var seed = CommonOptions.Seed();
        var what = new Argument<string>("what")
        {
            Description = $"A method: {string.Join(", ", MethodCatalogue.All.Keys)} (with what it needs); or a cell, a JSON file that "
                + "`mhdnet study plan --to` wrote: exit 0 done, 75 checkpointed (run it again), 3 held by another process",
            DefaultValueFactory = _ => "student",
        };
        var teacherBackbone = new Option<string?>("--teacher-backbone")
        {
            Description = "Pretrained 3D ResNet of the teacher's depth (MedicalNet's names; see data/WEIGHTS.md) that its branches begin "
                + "with",
        };
        var studentBackbone = new Option<string?>("--student-backbone") { Description = "The same for the student" };
        var bfloat16 = new Option<bool>("--bfloat16")
        {
            Description = "Training steps run those convolutions in bfloat16 that pass their self-test in it here "
                + "(`mhdnet bench precision` shows which, and what it changes)",
        };
        var command = new Command("train",
            "Train a network; finds a finished run, resumes an interrupted one, repairs a damaged one, else trains.")
        {
            what, scale, cohort, seed, teacherBackbone, studentBackbone, bfloat16,
        };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            var name = parsed.GetValue(what)!;
            if (Path.GetExtension(name) == ".json")
            {
                return TrainCell(name, cancellation);
            }

            var experiment = MethodCatalogue.Find(name);
            Console.WriteLine(TorchRuntime.Start(parsed.GetValue(seed)));
            var run = Ui.Work(progress =>
            {
                var workspace = Workspace.Open(
                    Repository.Root, parsed.GetValue(scale)!, parsed.GetValue(cohort)!, progress: progress, cancellation: cancellation);
                var asked = workspace.At(experiment) with { Seed = parsed.GetValue(seed) };
                if (asked.Method is MhdNetMethod)
                {
                    asked = asked.Vary(asked.Name, mhd => mhd with
                    {
                        Teacher = mhd.Teacher with { BFloat16Convolutions = parsed.GetValue(bfloat16) },
                        Student = mhd.Student with { BFloat16Convolutions = parsed.GetValue(bfloat16) },
                        TeacherBackbone = parsed.GetValue(teacherBackbone),
                        StudentBackbone = parsed.GetValue(studentBackbone),
                    });
                }

                return workspace.Runs.Run(asked, progress, cancellation);
            });
            Tell(run);
            return 0;
        }));
        return command;
    }

    private static int TrainCell(string file, CancellationToken cancellation) => SweepRunCommand.Stoppable(stop =>
    {
        try
        {
            var cell = Cell.Read(file);
            Console.WriteLine(TorchRuntime.Start(cell.Phase.Setting.Seed));
            Tell(Ui.Work(progress =>
            {
                var workspace = Workspace.Find(Repository.Root, cell.Scale, cell.Cohort, cell.Phase.Setting.SplitSeed)
                    ?? throw new InputException(
                        $"{file}: its sequences are not there: `mhdnet prepare` with the same --scale and --cohort makes them");
                return workspace.Runs.RunAlone(cell.Phase, cell.Name, progress, stop);
            }));
            return 0;
        }
        catch (FolderHeldException held)
        {
            Console.Error.WriteLine($"held: {held.Message}");
            return ExitCode.Held;
        }
    }, cancellation);

    private static void Tell(FinishedRun run)
    {
        if (File.Exists(run.Folder.File(PretrainedStart.ReportFile)))
        {
            Console.Write(File.ReadAllText(run.Folder.File(PretrainedStart.ReportFile)));
        }

        Console.WriteLine($"finished: {run.Folder.Path}");
        Console.WriteLine(EpochTiming.Summary(run.Folder.ReadTimings()));
    }
}
