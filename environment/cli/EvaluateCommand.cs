using System.CommandLine;
using MhdNet.Evaluation;

namespace MhdNet.Cli;

/// <summary><c>mhdnet evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var run = new Option<string?>("--run") { Description = "Folder of a student's run (default: the newest in artifacts/runs)" };
        var command = new Command("evaluate", "Print a student's test scores, by sequence and by patient, with bootstrap intervals by patient.") { run };
        command.SetAction(parsed =>
        {
            var student = Students.Find(parsed.GetValue(run));
            var report = EvaluationReport.Of(student.TestPredictions(), student.Labels.TypeCount);
            Ui.Table(
                ["test", "sequences", "95 % by patient", "patients", "95 %"],
                EvaluationReport.Headline.Select(figure => (IReadOnlyList<string>)
                [
                    figure.Name,
                    Percent(figure.Of(report.Sequences)),
                    Range(report.SequenceIntervals[figure.Name]),
                    Percent(figure.Of(report.Patients)),
                    Range(report.PatientIntervals[figure.Name]),
                ]));
            Ui.Table(
                ["type", "sequences", "precision", "recall", "F1", "AUC"],
                report.Sequences.Classes.Take(student.Labels.TypeCount).Select(type => (IReadOnlyList<string>)
                    [student.Labels.NameOf(type.Class), $"{type.TrueCount}", Percent(type.Precision), Percent(type.Recall), Percent(type.F1), Percent(type.Auc)]));
            Console.WriteLine(
                $"{student.Name}, {student.Run.Name}: {report.Sequences.Count} test sequences of {report.Patients.Count} patients; F1 of the means {Percent(report.Sequences.F1OfMeans)}");
            if (student.Recipe.Synthetic)
            {
                Console.WriteLine(Students.SyntheticWarning);
            }

            return 0;
        });
        return command;
    }

    private static string Percent(double value) => double.IsNaN(value) ? "-" : $"{100 * value:0.0} %";

    private static string Range(Interval interval) => $"{100 * interval.Low:0.0} - {100 * interval.High:0.0}";
}
