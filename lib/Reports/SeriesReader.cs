using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Reports.Calibration;
using MhdNet.Reports.Inputs;
using MhdNet.Runtime;

namespace MhdNet.Reports;

/// <summary>A trained network that reads series: checks each, classifies it, and says how sure that is. Holds the network.</summary>
public sealed class SeriesReader : IDisposable
{
    /// <summary>Loads a run's network and its calibration, where there is one.</summary>
    /// <param name="run">A finished run that needs CT alone.</param>
    /// <exception cref="InputException">The run is damaged.</exception>
    public SeriesReader(FinishedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Run = run;
        TorchRuntime.Start(run.Phase.Setting.Seed);
        Network = run.Load();
        Calibration = ModelCalibration.Find(run.Folder, Network);
    }

    /// <summary>The run.</summary>
    public FinishedRun Run { get; }

    /// <summary>Its network.</summary>
    public Classifier Network { get; }

    /// <summary>Its calibration; null where there is none of these weights.</summary>
    public ModelCalibration? Calibration { get; }

    /// <summary>Reads a series on disk.</summary>
    /// <param name="path">A folder of DICOM files, a NIfTI file, or a folder of ready frames.</param>
    /// <param name="force">Whether to classify what the check refuses.</param>
    /// <param name="assumeHounsfield">Whether values are Hounsfield units where the file does not say.</param>
    /// <exception cref="InputException">Nothing there, or it cannot be read.</exception>
    public SeriesReading Read(string path, bool force = false, bool assumeHounsfield = false)
    {
        if (!CtReaders.IsReadyFrames(path))
        {
            return Read(CtReaders.Read(path, assumeHounsfield), force);
        }

        var sequences = CtSequences.Of(path, Options);
        return sequences.Count > 0
            ? Classified(new SeriesGeometry(sequences.Count * Options.Frames, 0, 0, 0, 0, 0, 0, (sequences.Count * Options.Frames) - 1),
                ["ready frames: what they show was not looked at"], [], force, sequences)
            : throw new InputException($"{path}: too few frames for one sequence of {Options.Frames}: give a longer series");
    }

    /// <summary>Reads a series in memory.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="force">Whether to classify what the check refuses.</param>
    public SeriesReading Read(CtVolume volume, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var (facts, findings) = (SeriesGeometry.Of(volume, Options), InputCheck.Of(volume, Options));
        var sequences = findings.All(finding => finding.Passed) || force ? CtSequences.Of(volume, Options) : [];
        return sequences.Count > 0
            ? Classified(facts, volume.Notes, findings, force, sequences)
            : new SeriesReading(facts, volume.Notes, findings, Forced: false, [], [], null, [], null);
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private PreprocessingOptions Options => Run.Phase.Setting.Preprocessing;

    private SeriesReading Classified(
        SeriesGeometry facts, IReadOnlyList<string> notes, IReadOnlyList<InputFinding> findings, bool force,
        IReadOnlyList<CtSequence> sequences)
    {
        var pass = SequencePass.Over(Network, sequences, Options);
        double? distance = null;
        if (Calibration?.Features is { } bank && pass.Features.Count > 0)
        {
            distance = bank.Distance(FeatureBank.MeanOf(pass.Features));
            findings = [.. findings, new InputFinding(RefusalReason.OutOfDistribution, distance <= bank.Threshold,
                FormattableString.Invariant($"{distance:0.0} from the training patients in the network's features; ")
                + FormattableString.Invariant($"{100 * bank.FalseRefusals:0.#} % of patients like them lie beyond {bank.Threshold:0.0}"))];
        }

        var raw = SeriesProbabilities.OfTypes([.. pass.Predictions.Select(one => one.Probabilities)], Run.Labels.TypeCount);
        var types = Calibration is null ? raw : TemperatureScaling.Apply(raw, Calibration.Temperature);
        var failed = findings.Any(finding => !finding.Passed);
        return failed && !force
            ? new SeriesReading(facts, notes, findings, Forced: false, [], [], distance, [], null)
            : new SeriesReading(
                facts, notes, findings, failed, sequences, [.. pass.Predictions.Select(one => one.Probabilities)], distance, types,
                Calibration?.Sets.SetOf(types));
    }
}
