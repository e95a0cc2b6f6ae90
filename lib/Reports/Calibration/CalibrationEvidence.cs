using MhdNet.Evaluation;

namespace MhdNet.Reports.Calibration;

/// <summary>How a calibration does on patients that it was not fitted on.</summary>
/// <param name="Set">Whose: "test", "extra".</param>
/// <param name="Patients">How many.</param>
/// <param name="Accuracy">Share whose most probable type is the true one; temperature does not change it.</param>
/// <param name="Before">Reliability of the network's own probabilities.</param>
/// <param name="After">The same at the temperature.</param>
/// <param name="Coverage">Coverage of the conformal sets, by type.</param>
/// <param name="SetSize">Mean number of types in a set.</param>
/// <param name="Undecided">Share of patients whose set is too large or empty.</param>
/// <param name="Far">Share of patients out of distribution; null where the network has no features.</param>
public sealed record CalibrationEvidence(
    string Set, int Patients, double Accuracy, Reliability Before, Reliability After, IReadOnlyList<Coverage> Coverage, double SetSize,
    double Undecided, double? Far)
{
    /// <summary>Judges a calibration.</summary>
    /// <param name="set">Whose predictions these are.</param>
    /// <param name="calibration">The calibration.</param>
    /// <param name="pass">The network's pass over the patients' sequences.</param>
    /// <param name="types">Names of the types.</param>
    public static CalibrationEvidence Create(
        string set, ModelCalibration calibration, SequencePass pass, IReadOnlyList<string> types)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(types);
        var raw = SeriesProbabilities.ByPatient(pass.Predictions, types.Count);
        var calibrated = TemperatureScaling.Apply(raw, calibration.Temperature);
        var sets = calibrated.Select(one => calibration.Sets.SetOf(one.Probabilities)).ToList();
        return new CalibrationEvidence(
            set, raw.Count,
            raw.Average(one => one.Decide(Decision.TypesOnly, types.Count) == one.Label ? 1.0 : 0),
            Reliability.Create(raw), Reliability.Create(calibrated),
            Calibration.Coverage.Count(calibration.Sets, calibrated, types),
            sets.Average(one => one.Count), sets.Average(one => ModelCalibration.IsDecided(one.Count, types.Count) ? 0.0 : 1),
            calibration.Features is { } bank && pass.ByPatient() is { Count: > 0 } features
                ? features.Average(patient => bank.Distance(patient.Mean) > bank.Threshold ? 1.0 : 0) : null);
    }
}
