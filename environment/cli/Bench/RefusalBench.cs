using System.CommandLine;
using MhdNet.Data.Ct;
using MhdNet.Phantom.Wrong;
using MhdNet.Reports;
using MhdNet.Reports.Inputs;
using MhdNet.Runs;

namespace MhdNet.Cli.Bench;

/// <summary><c>mhdnet bench refusals</c>: how much of what is no chest is refused with the right reason, and how much of what is
/// one.</summary>
internal static class RefusalBench
{
    private static readonly Dictionary<WrongKind, RefusalReason[]> Right = new()
    {
        [WrongKind.Abdomen] = [RefusalReason.Abdomen],
        [WrongKind.Head] = [RefusalReason.Head],
        [WrongKind.LungCrop] = [RefusalReason.Crop],
        [WrongKind.Mr] = [RefusalReason.Mr],
        [WrongKind.TestObject] = [RefusalReason.Object],
        [WrongKind.Constant] = [RefusalReason.Constant],
        [WrongKind.UpsideDown] = [RefusalReason.UpsideDown],
        [WrongKind.TooShort] = [RefusalReason.TooShort],
        [WrongKind.OtherUnits] = [RefusalReason.NotHounsfield],
        [WrongKind.Unlike] = [RefusalReason.OutOfDistribution],
    };

    public static Command Create()
    {
        var run = new Option<string?>("--run")
        {
            Description = "Folder of a finished run that needs CT alone (default: the newest in artifacts/runs)"
        };
        var cohort = CommonOptions.Cohort();
        var each = CommonOptions.Count("--each", "Series of each wrong kind", 5);
        var patients = CommonOptions.Count("--patients", "At most so many test and extra patients of the cohort", 100);
        var output = BenchReport.Output();
        var command = new Command("refusals", "Give the input check series of ten wrong kinds and the test and extra patients' own: how "
            + "many are refused, and whether for the right reason.") { run, cohort, each, patients, output };
        command.SetAction(parsed => MainThread.Run(() =>
        {
            using var reader = new SeriesReader(AskedRun.Find(parsed.GetValue(run)));
            var report = new BenchReport("Refusals", "series", "number", "refused", "for the right reason", "what was said");
            report.Head($"{reader.Run.Name}, {reader.Run.Folder.Name}, "
                + $"{(reader.Calibration is null ? "not calibrated: nothing is out of distribution" : "calibrated")}");
            var (number, refused, rightly) = (0, 0, 0);
            foreach (var (kind, reasons) in Right)
            {
                var found = Enumerable.Range(0, parsed.GetValue(each)).Select(i => reader.Read(WrongSeries.Draw(kind, i))).ToList();
                var right = found.Count(one => one.Failure is { } failure && reasons.Contains(failure.Reason));
                (number, refused, rightly) = (number + found.Count, refused + found.Count(one => one.Refused), rightly + right);
                report.Row($"{kind}", $"{found.Count}", $"{found.Count(one => one.Refused)}", $"{right}", Said(found));
            }

            report.Row("all wrong kinds", $"{number}", $"{refused}", $"{rightly}", "");
            True(reader, parsed.GetValue(cohort)!, parsed.GetValue(patients), report);
            report.Show(parsed.GetValue(output));
        }));
        return command;
    }

    private static void True(SeriesReader reader, string cohort, int most, BenchReport report)
    {
        var setting = reader.Run.Phase.Setting;
        if (Workspace.Find(Repository.Root, setting.Scale, cohort, setting.SplitSeed) is not { } place)
        {
            report.Remark("the run's cohort is not here: no true series were looked at");
            return;
        }

        var tested = place.Test.Sequences.Concat(place.Test.Extra).Select(pair => pair.Ct.PatientId).ToHashSet();
        var series = place.Cohort.Ct.Where(entry => tested.Contains(entry.PatientId)).ToList();
        var step = Math.Max(1, series.Count / most);
        var found = series.Where((_, i) => i % step == 0).Take(most).Select(entry =>
        {
            using var files = place.Cohort.Open(entry.Series);
            return reader.Read(CtReaders.Read(files.Path));
        }).ToList();
        report.Row("test and extra patients", $"{found.Count}", $"{found.Count(one => one.Refused)}", "-",
            Said([.. found.Where(one => one.Refused)]));
        report.Remark($"undecided of the patients' series: {found.Count(one => one.Undecided)}");
        if (reader.Calibration?.Features is { } bank && found.Select(one => one.Distance).OfType<double>().Order().ToList()
            is { Count: > 0 } distances)
        {
            report.Remark($"their distances to the training patients: median {distances[distances.Count / 2]:0.0}, largest "
                + $"{distances[^1]:0.0}; refused beyond {bank.Threshold:0.0}");
        }
    }

    private static string Said(IReadOnlyList<SeriesReading> found) => string.Join("; ", found
        .GroupBy(one => one.Failure?.Reason).Select(reason => $"{reason.Count()} x {reason.Key?.ToString() ?? "not refused"}"
            + (reason.First().Failure is { } failure ? $" ({failure.Found})" : "")
            + (reason.Any(one => one.Distance is not null)
                ? $", at {string.Join(", ", reason.Select(one => $"{one.Distance:0.0}"))}" : "")));
}
