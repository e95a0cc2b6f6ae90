using System.CommandLine;
using MhdNet.Methods;
using MhdNet.Runs;
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
        var teacherBackbone = new Option<string?>("--teacher-backbone") { Description = "Pretrained 3D ResNet of the teacher's depth (MedicalNet's names; see data/WEIGHTS.md) that its branches begin with" };
        var studentBackbone = new Option<string?>("--student-backbone") { Description = "The same for the student" };
        var bfloat16 = new Option<bool>("--bfloat16") { Description = "Training steps run those convolutions in bfloat16 that pass their self-test in it here (`mhdnet bench precision` shows which, and what it changes)" };
        var command = new Command("train", "Train a teacher or student; finds a finished run, resumes an interrupted one, else trains.") { what, scale, cohort, seed, teacherBackbone, studentBackbone, bfloat16 };
        command.SetAction((parsed, cancellation) => MainThread.Run(() =>
        {
            Console.WriteLine(TorchRuntime.Start(parsed.GetValue(seed)));
            var run = Ui.Work(progress =>
            {
                var workspace = Workspace.Open(Repository.Root, parsed.GetValue(scale)!, parsed.GetValue(cohort)!, progress: progress, cancellation: cancellation);
                var paper = workspace.At(parsed.GetValue(what) == "alone" ? Experiment.Alone : Experiment.Paper);
                var experiment = paper with
                {
                    Teacher = paper.Teacher with { BFloat16Convolutions = parsed.GetValue(bfloat16) },
                    Student = paper.Student with { BFloat16Convolutions = parsed.GetValue(bfloat16) },
                    Seed = parsed.GetValue(seed),
                    TeacherBackbone = parsed.GetValue(teacherBackbone),
                    StudentBackbone = parsed.GetValue(studentBackbone),
                };
                return parsed.GetValue(what) == "teacher"
                    ? workspace.Runs.Teacher(experiment, progress, cancellation).Run
                    : workspace.Runs.Student(experiment, progress, cancellation).Run;
            });
            if (File.Exists(run.File(PretrainedStart.ReportFile)))
            {
                Console.Write(File.ReadAllText(run.File(PretrainedStart.ReportFile)));
            }

            Console.WriteLine($"finished: {run.Path}");
            Console.WriteLine(EpochTiming.Summary(run.ReadTimings()));
            return 0;
        }));
        return command;
    }
}
