using System.CommandLine;
using System.Text.Json;
using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Reports;
using MhdNet.Reports.Calibration;
using MhdNet.Runtime;

namespace MhdNet.Cli;

/// <summary><c>mhdnet predict</c>.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var ct = new Option<string>("--ct")
        {
            Description = "A CT series: a folder of DICOM files, a .nii or .nii.gz file, or a folder of ready frames",
            Required = true
        };
        var run = new Option<string?>("--run")
        {
            Description = "Folder of a finished run that needs CT alone (default: the newest in artifacts/runs)"
        };
        var assume = CommonOptions.AssumeHounsfield();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var report = new Option<string?>("--report")
        {
            Description = "Write a report into this folder: a page (PDF, HTML), JSON and, of DICOM, objects for the PACS"
        };
        var force = new Option<bool>("--force") { Description = "Classify what the input check refuses, too; every output says so" };
        var identifiers = new Option<bool>("--with-identifiers")
        {
            Description = "Say in the report's page and JSON, too, whose series it is; else the DICOM objects alone do"
        };
        var command = new Command("predict", "Classify one CT series with a trained network: CT alone, no pathology. What is no chest CT, "
            + "or unlike all that the network knows, is refused with exit code 4.")
        {
            ct, run, assume, json, report, force, identifiers,
        };
        command.SetAction(parsed =>
        {
            var series = parsed.GetValue(ct)!;
            using var reader = new SeriesReader(AskedRun.Find(parsed.GetValue(run)));
            SeriesReading reading;
            try
            {
                reading = reader.Read(series, parsed.GetValue(force), parsed.GetValue(assume));
            }
            catch (NotCtException other)
            {
                Console.Error.WriteLine($"refused: {other.Message}"); // there is nothing that --force could classify
                return ExitCode.Refused;
            }

            reading.Notes.ToList().ForEach(note => Console.Error.WriteLine($"{series}: {note}"));
            if (parsed.GetValue(report) is { } folder)
            {
                SeriesOutputs.Write(folder, series, reader, reading, parsed.GetValue(identifiers));
            }

            if (reading.Refused)
            {
                Console.Error.WriteLine($"refused: {series}: {ReportTexts.Of(reading.Failure!)}"
                    + (parsed.GetValue(force) ? "" : " (--force classifies it all the same)"));
                return ExitCode.Refused;
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(Report(reader, series, reading), JsonFormat.Readable));
            }
            else
            {
                Show(reader, series, reading);
            }

            if (reading.Undecided)
            {
                Console.Error.WriteLine($"undecided: {series}: {reading.Set!.Count} of {reading.Types.Count} types are in the "
                    + $"{ModelCalibration.Level:0%} set");
                return ExitCode.Refused;
            }

            return 0;
        });
        return command;
    }

    private static void Show(SeriesReader reader, string series, SeriesReading reading)
    {
        var labels = reader.Run.Labels;
        Ui.Table(
            ["type", reader.Calibration is null ? "probability" : "calibrated", $"{ModelCalibration.Level:0%} set",
                .. reading.Sequences.Select((_, index) => $"sequence {index + 1}")],
            Enumerable.Range(0, labels.ClassCount).Select(k => (IReadOnlyList<string>)
            [
                labels.NameOf(k), k < reading.Types.Count ? Percent(reading.Types[k]) : "",
                reading.Set is null || k >= reading.Types.Count ? "" : reading.Set.Contains(k) ? "yes" : "no",
                .. reading.BySequence.Select(one => Percent(one[k])),
            ]));
        Console.WriteLine($"{series}: {Ui.Count(reading.Sequences.Count, "sequence")}, model {reader.Run.Folder.Name}"
            + (reader.Calibration is null ? ", not calibrated (`mhdnet calibrate`)" : "")
            + (reading.Forced ? $"; FORCED although refused: {ReportTexts.Of(reading.Failure!)}" : ""));
        if (reader.Run.Result.Synthetic)
        {
            Console.WriteLine(AskedRun.SyntheticWarning);
        }
    }

    private static string Percent(float probability) => $"{100 * probability:0.0} %";

    private static object Report(SeriesReader reader, string series, SeriesReading reading) => new
    {
        Series = series,
        Model = reader.Run.Folder.Path,
        TrainedOnSyntheticData = reader.Run.Result.Synthetic,
        Warning = reader.Run.Result.Synthetic ? AskedRun.SyntheticWarning : null,
        reading.Forced,
        Refusal = reading.Failure?.Found,
        Calibrated = reader.Calibration is not null,
        Set = reading.Set?.Select(reader.Run.Labels.NameOf),
        reading.Undecided,
        Probabilities = ByName(reader.Run.Labels, reading.Types),
        Sequences = reading.BySequence.Select(one => ByName(reader.Run.Labels, one)),
    };

    private static Dictionary<string, float> ByName(LabelSet labels, IReadOnlyList<float> probabilities) =>
        probabilities.Index().ToDictionary(entry => labels.NameOf(entry.Index), entry => entry.Item);
}
