using System.CommandLine;
using MhdNet.Evaluation;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var folder = new Option<string?>("--run")
        {
            Description = "Folder of a finished run, of any method (default: the newest in artifacts/runs that needs CT alone)"
        };
        var command = new Command("evaluate",
            "Print a finished run's test scores, by sequence and by patient, with bootstrap intervals by patient.") { folder };
        command.SetAction(parsed =>
        {
            var run = AskedRun.Find(parsed.GetValue(folder));
            if (run.Test() is not { Count: > 0 } tests)
            {
                throw new InputException($"{run.Folder.Path}: was tested on nobody: it needs what no test patient has, or was imported");
            }

            var report = EvaluationReport.Create(tests, run.Labels.TypeCount);
            Ui.Table(
                ["test", "sequences", "95 % by patient", "patients", "95 %"],
                EvaluationReport.Headline.Select(metric => (IReadOnlyList<string>)
                [
                    metric.Name,
                    Percent(metric.Of(report.Sequences)),
                    Range(report.SequenceIntervals[metric.Name]),
                    Percent(metric.Of(report.Patients)),
                    Range(report.PatientIntervals[metric.Name]),
                ]));
            Ui.Table(
                ["type", "sequences", "precision", "recall", "F1", "AUC"],
                report.Sequences.Classes.Take(run.Labels.TypeCount).Select(type => (IReadOnlyList<string>)
                    [run.Labels.NameOf(type.Class), $"{type.TrueCount}", Percent(type.Precision),
                        Percent(type.Recall), Percent(type.F1), Percent(type.Auc)]));
            if (MemoryRecord.Read(run) is { } memory)
            {
                Ui.Table(["memory of", "items", "never queried", "start left, median", "own bank fits best"],
                    memory.Stages.Select(stage => (IReadOnlyList<string>)[$"stage {stage.Stage}", $"{stage.Items}",
                        $"{stage.NeverQueried}", Percent(stage.StartLeft),
                        $"{stage.OwnBest} of {Ui.Count(stage.Patients, "validation patient")}"]));
            }

            Console.WriteLine(
                $"{run.Name}, {run.Folder.Name}: {report.Sequences.Count} test sequences of {report.Patients.Count} patients; F1 of the "
                    + $"means {Percent(report.Sequences.F1OfMeans)}");
            if (run.Result.Synthetic)
            {
                Console.WriteLine(AskedRun.SyntheticWarning);
            }

            return 0;
        });
        return command;
    }

    private static string Percent(double value) => double.IsNaN(value) ? "-" : $"{100 * value:0.0} %";

    private static string Range(Interval interval) => $"{100 * interval.Low:0.0} - {100 * interval.High:0.0}";
}
