using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Reports.Calibration;

namespace MhdNet.Reports;

/// <summary>The first lines of a model card: which network this is, and how it did.</summary>
/// <param name="Run">Name of the run's folder.</param>
/// <param name="Name">Name of the experiment.</param>
/// <param name="Kind">What was trained.</param>
/// <param name="Scale">At which scale.</param>
/// <param name="Labels">The classes.</param>
/// <param name="Synthetic">Whether its patients were synthetic.</param>
/// <param name="Data">Fingerprint of the sequences it was trained on.</param>
/// <param name="Code">The code that trained it.</param>
/// <param name="TestPatients">Test patients; 0 where the test does not travel with the model.</param>
/// <param name="Accuracy">Share of them whose most probable type, over all sequences of the series, is the true one, with its 95 %
/// interval; null without.</param>
/// <param name="Auc">Mean area under the curves of the types, likewise.</param>
/// <param name="Calibration">Its calibration, without the features of patients; null without.</param>
public sealed record ModelSummary(
    string Run, string Name, string Kind, string Scale, string Labels, bool Synthetic, string Data, string Code, int TestPatients,
    Interval? Accuracy, Interval? Auc, ModelCalibration? Calibration)
{
    private const int Digits = 12;

    /// <summary>Sums a run up.</summary>
    /// <param name="run">The run.</param>
    /// <param name="calibration">Its calibration.</param>
    public static ModelSummary Of(FinishedRun run, ModelCalibration? calibration)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (setting, types) = (run.Phase.Setting, run.Labels.TypeCount);
        // what a report would have said of each test patient's series, and calibration is judged by; the experiment's own test leaves
        // sequences without tumour out and counts `other` as wrong
        var test = SeriesProbabilities.ByPatient(run.Test(), types);
        var report = test.Count > 0 ? EvaluationReport.Create(test, types) : null;
        return new ModelSummary(
            run.Folder.Name, run.Name, run.Phase.Kind, $"{setting.Scale}".ToLowerInvariant(), run.Labels.ToString(), run.Result.Synthetic,
            setting.Data is { } data ? data[..Math.Min(Digits, data.Length)] : "unknown", run.Phase.CodeName, report?.Patients.Count ?? 0,
            report?.PatientIntervals[nameof(Metrics.MAcc)], report?.PatientIntervals[nameof(Metrics.MacroAuc)],
            calibration is null ? null : calibration with { Features = null });
    }

    /// <summary>In sentences for people.</summary>
    public IReadOnlyList<string> Lines()
    {
        var evidence = Calibration is { Evidence.Count: > 0 } ? Calibration.Evidence[0] : null;
        return
        [
            $"{Name}, {Run} ({Kind}, scale {Scale}), code {Code}.",
            $"Labels {Labels}.",
            $"Trained on {(Synthetic ? "SYNTHETIC patients (a phantom)" : "patients")}, sequences {Data}.",
            TestPatients == 0
                ? "No test figures: they belong to patients and do not travel with an imported model."
                : $"Test, {TestPatients} patients: accuracy {Percent(Accuracy!)}, AUC {Percent(Auc!)} (95 %).",
            Calibration is null
                ? "NOT CALIBRATED (`mhdnet calibrate`): probabilities are the network's own, and there are no sets."
                : FormattableString.Invariant($"Calibrated on {Calibration.Patients} validation patients, temperature ")
                    + FormattableString.Invariant($"{Calibration.Temperature:0.00}")
                    + (evidence is null ? "."
                        : FormattableString.Invariant($"; {evidence.Set} ECE {100 * evidence.Before.Ece:0.0} % before, ")
                        + FormattableString.Invariant($"{100 * evidence.After.Ece:0.0} % after; sets hold {100 * Covered(evidence):0} % ")
                        + FormattableString.Invariant($"with {evidence.SetSize:0.0} types.")),
        ];
    }

    private static double Covered(CalibrationEvidence evidence) =>
        (double)evidence.Coverage.Sum(type => type.Covered) / Math.Max(1, evidence.Coverage.Sum(type => type.Patients));

    private static string Percent(Interval interval) =>
        FormattableString.Invariant($"{100 * interval.Value:0.0} % ({100 * interval.Low:0.0} - {100 * interval.High:0.0})");
}
