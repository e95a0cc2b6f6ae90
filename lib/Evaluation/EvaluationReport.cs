using System.Text.Json.Serialization;

namespace MhdNet.Evaluation;

/// <summary>
/// The full evaluation of one network on one test: every metric by sequence and by patient, with `other` among the
/// decisions and without, and intervals by patient for the six headline metrics. Serialises to JSON as it stands.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record EvaluationReport
{
    /// <summary>By sequence, `other` counted as wrong: the paper's counting.</summary>
    public required Metrics Sequences { get; init; }

    /// <summary>By sequence, decided among the types only.</summary>
    public required Metrics SequencesAmongTypes { get; init; }

    /// <summary>By patient (mean probability over the patient's sequences), `other` counted as wrong.</summary>
    public required Metrics Patients { get; init; }

    /// <summary>By patient, decided among the types only.</summary>
    public required Metrics PatientsAmongTypes { get; init; }

    /// <summary>Intervals of <see cref="Sequences"/>: MAcc, Precision, Recall, F1, Qwk, MacroAuc.</summary>
    public required IReadOnlyDictionary<string, Interval> SequenceIntervals { get; init; }

    /// <summary>Intervals of <see cref="Patients"/>, under the same names.</summary>
    public required IReadOnlyDictionary<string, Interval> PatientIntervals { get; init; }

    /// <summary>Share of the `other` sequences that were called `other` (the paper: at least 99 %, Sec. IV-A); null without any.</summary>
    public required double? OtherAccuracy { get; init; }

    /// <summary>The headline metrics in the order of Table III, then the AUC: key of the intervals, name in tables, value.</summary>
    public static IReadOnlyList<(string Name, string Label, Func<Metrics, double> Of)> Headline { get; } =
    [
        (nameof(Metrics.MAcc), "mAcc", m => m.MAcc),
        (nameof(Metrics.F1), "F1", m => m.F1),
        (nameof(Metrics.Precision), "Pre", m => m.Precision),
        (nameof(Metrics.Qwk), "QWK", m => m.Qwk),
        (nameof(Metrics.Recall), "Rec", m => m.Recall),
        (nameof(Metrics.MacroAuc), "AUC", m => m.MacroAuc),
    ];

    /// <summary>Evaluates predictions. Sequences labelled `other` count for <see cref="OtherAccuracy"/> only.</summary>
    /// <param name="predictions">Predictions by sequence.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <param name="bootstrap">How the intervals are drawn; null: 2000 resamples, 95 %.</param>
    /// <exception cref="ArgumentException">No sequence is of a tumour type.</exception>
    public static EvaluationReport Create(IReadOnlyList<Prediction> predictions, int typeCount, Bootstrap? bootstrap = null)
    {
        var sequences = Predictions.OfTypes(predictions, typeCount);
        var patients = sequences.Count > 0
            ? Predictions.ByPatient(sequences)
            : throw new ArgumentException("no sequence is labelled with a tumour type", nameof(predictions));
        var others = predictions.Where(p => p.Label >= typeCount).ToArray();
        return new EvaluationReport
        {
            Sequences = Metrics.Compute(sequences, typeCount),
            SequencesAmongTypes = Metrics.Compute(sequences, typeCount, Decision.TypesOnly),
            Patients = Metrics.Compute(patients, typeCount),
            PatientsAmongTypes = Metrics.Compute(patients, typeCount, Decision.TypesOnly),
            SequenceIntervals = Intervals(sequences, typeCount, bootstrap ?? new Bootstrap()),
            PatientIntervals = Intervals(patients, typeCount, bootstrap ?? new Bootstrap()),
            OtherAccuracy = others.Length == 0
                ? null
                : others.Average(p => p.Decide(Decision.AllClasses, typeCount) == p.Label ? 1.0 : 0.0),
        };
    }

    private static Dictionary<string, Interval> Intervals(IReadOnlyList<Prediction> predictions, int typeCount, Bootstrap bootstrap)
    {
        var intervals = bootstrap.Estimate(predictions, sample =>
        {
            var metrics = Metrics.Compute(sample, typeCount);
            return [.. Headline.Select(h => h.Of(metrics))];
        });
        return Headline.Zip(intervals).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }
}
