using System.CommandLine;
using System.Text.Json;
using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Methods;
using MhdNet.Runtime;
using MhdNet.Training;

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
        var command = new Command("predict", "Classify one CT series with a trained network: CT alone, no pathology.")
        {
            ct, run, assume, json,
        };
        command.SetAction(parsed =>
        {
            var trained = AskedRun.Find(parsed.GetValue(run));
            var series = parsed.GetValue(ct)!;
            var options = trained.Phase.Setting.Preprocessing with { AssumeHounsfield = parsed.GetValue(assume) };
            var sequences = CtSequences.Of(series, options, note => Console.Error.WriteLine($"{series}: {note}"));
            if (sequences.Count == 0)
            {
                throw new InputException(
                    $"{series}: too few slices for one sequence of {options.Frames} frames (of a raw series the first "
                        + $"{options.DiscardFirst:p0} and the last {options.DiscardLast:p0} are left out): give a longer series");
            }

            TorchRuntime.Start(trained.Phase.Setting.Seed);
            using var network = trained.Load();
            var predictions = Inference.Predict(network, sequences, options);
            var mean = Enumerable.Range(0, trained.Labels.ClassCount).Select(k => predictions.Average(one => one[k])).ToArray();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(Report(trained, series, predictions, mean), JsonFormat.Readable));
                return 0;
            }

            Ui.Table(
                ["type", "probability", .. predictions.Select((_, index) => $"sequence {index + 1}")],
                Enumerable.Range(0, trained.Labels.ClassCount).Select(k => (IReadOnlyList<string>)
                    [trained.Labels.NameOf(k), Percent(mean[k]), .. predictions.Select(one => Percent(one[k]))]));
            Console.WriteLine($"{series}: {predictions.Count} sequence{(predictions.Count == 1 ? "" : "s")}, model {trained.Folder.Name}");
            if (trained.Result.Synthetic)
            {
                Console.WriteLine(AskedRun.SyntheticWarning);
            }

            return 0;
        });
        return command;
    }

    private static string Percent(float probability) => $"{100 * probability:0.0} %";

    private static object Report(FinishedRun trained, string series, IReadOnlyList<float[]> sequences, float[] mean) => new
    {
        Series = series,
        Model = trained.Folder.Path,
        TrainedOnSyntheticData = trained.Result.Synthetic,
        Warning = trained.Result.Synthetic ? AskedRun.SyntheticWarning : null,
        Probabilities = ByName(trained.Labels, mean),
        Sequences = sequences.Select(one => ByName(trained.Labels, one)),
    };

    private static Dictionary<string, float> ByName(LabelSet labels, float[] probabilities) =>
        probabilities.Index().ToDictionary(entry => labels.NameOf(entry.Index), entry => entry.Item);
}
