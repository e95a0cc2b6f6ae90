using System.Text.Json;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// What turns a network's probabilities into ones that may be believed, and says when not to: fitted on the validation patients of a
/// finished run alone, kept in <c>calibration.json</c> beside the run. The file is no part of the training, so the run does not vouch for
/// it; it names the weights that it is of, and is not used with others.
/// </summary>
/// <param name="Weights">Hash of the weights.</param>
/// <param name="Patients">Validation patients with a tumour.</param>
/// <param name="Temperature">Of <see cref="TemperatureScaling"/>.</param>
/// <param name="Sets">The conformal sets' rule.</param>
/// <param name="Features">Distance to the training patients; null where the network has no features.</param>
/// <param name="Evidence">How it does on test and extra patients.</param>
public sealed record ModelCalibration(
    string Weights, int Patients, double Temperature, ConformalRule Sets, FeatureBank? Features,
    IReadOnlyList<CalibrationEvidence> Evidence)
{
    /// <summary>Name of its file in a run's folder.</summary>
    public const string FileName = "calibration.json";

    /// <summary>Nominal coverage of the sets.</summary>
    public const double Level = 0.9;

    /// <summary>Whether a set says anything: it holds a type, and at most half of all.</summary>
    /// <param name="size">Types in the set.</param>
    /// <param name="types">Types there are.</param>
    public static bool IsDecided(int size, int types) => size > 0 && 2 * size <= types;

    /// <summary>Fits a calibration and judges it on the test and extra patients.</summary>
    /// <param name="run">A finished run that needs CT alone.</param>
    /// <param name="store">The sequences that it was trained on; its test and extra patients decide nothing.</param>
    /// <param name="progress">Told each part.</param>
    /// <exception cref="InputException">The patients are not the run's, or none of those for validation has a tumour.</exception>
    public static ModelCalibration Fit(FinishedRun run, SequenceStore store, IProgress<WorkProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(store);
        if (run.Phase.Setting.Data != store.Fingerprint)
        {
            throw new InputException($"{run.Folder.Path}: was trained on other sequences ({run.Phase.Setting.Data?[..12] ?? "none"}) than "
                + $"these ({store.Fingerprint[..12]}): give its cohort (--cohort)");
        }

        var split = CohortData.Split(store, run.Phase.Setting.SplitSeed);
        var training = new TrainingData(store, split);
        TorchRuntime.Start(run.Phase.Setting.Seed);
        using var network = run.Load();
        var seen = run.Phase.Select(training);
        var done = 0;
        SequencePass Pass(string whose, IEnumerable<SequenceRow> rows, ISequenceSource source)
        {
            progress?.Report(new WorkProgress("calibrating", done++, 4, whose));
            return SequencePass.Over(network, rows, source, run.Phase.Training.BatchSize);
        }

        var validation = Pass("validation patients", training.ValidationCt, training);
        var (labels, types) = (run.Labels, run.Labels.Types);
        var raw = SeriesProbabilities.ByPatient(validation.Predictions, types.Count);
        if (raw.Count == 0)
        {
            throw new InputException($"{run.Folder.Path}: no validation patient has a tumour, and nothing else may be calibrated on");
        }

        var temperature = TemperatureScaling.Fit(raw);
        var sets = ConformalRule.Create(TemperatureScaling.Apply(raw, temperature), types.Count, Level);
        var near = Pass("training patients", seen.TrainingCt, seen).ByPatient();
        var fitted = new ModelCalibration(
            WeightsHash.Of(network), raw.Count, temperature, sets,
            near.Count == 0 ? null
                : FeatureBank.Create([.. near.Select(one => one.Mean)], [.. validation.ByPatient().Select(one => one.Mean)]),
            []);
        var series = new WholeSeries(store);
        var evidence = new[] { (Whose: "test", Rows: series.Of(split.Test)), (Whose: "extra", Rows: series.Of(split.Extra)) }
            .Where(set => set.Rows.Any(row => row.Label != LabelSet.Other))
            .Select(set => CalibrationEvidence.Create(
                set.Whose, fitted, Pass($"{set.Whose} patients", set.Rows, series), labels.Types))
            .ToList();
        progress?.Report(new WorkProgress("calibrating", 4, 4, ""));
        return fitted with { Evidence = evidence };
    }

    /// <summary>Where a calibration travels beside an exported model: it is of the same weights there, too.</summary>
    /// <param name="model">The exported file.</param>
    public static string Beside(string model) => Path.ChangeExtension(model, FileName);

    /// <summary>Writes it beside a run.</summary>
    public void Write(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.WriteJson(FileName, this);
    }

    /// <summary>The calibration of a run; null where there is none, or it is of other weights.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="network">Its network.</param>
    /// <exception cref="InputException">The file is torn.</exception>
    public static ModelCalibration? Find(RunFolder folder, Classifier network)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = folder.File(FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ModelCalibration>(File.ReadAllText(path), JsonFormat.Readable) is { Sets: not null } read
                && read.Weights == WeightsHash.Of(network) ? read : null;
        }
        catch (JsonException error)
        {
            throw new InputException($"{path}: cannot be read ({error.Message.ReplaceLineEndings(" ")}): run `mhdnet calibrate` again",
                error);
        }
    }
}
