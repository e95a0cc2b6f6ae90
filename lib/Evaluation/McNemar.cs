using MathNet.Numerics.Distributions;

namespace MhdNet.Evaluation;

/// <summary>
/// McNemar's test (1947) of two networks on the same patients, exact: of the patients that only one of them types rightly, each is the
/// first's with probability one half if the two are equally good.
/// </summary>
/// <param name="FirstOnly">Patients that the first alone types rightly.</param>
/// <param name="SecondOnly">Patients that the second alone types rightly.</param>
public sealed record McNemar(int FirstOnly, int SecondOnly)
{
    /// <summary>Two-sided p-value: twice the smaller binomial tail, at most 1; 1 where the two never differ.</summary>
    public double P => FirstOnly + SecondOnly == 0
        ? 1
        : Math.Min(1, 2 * Binomial.CDF(0.5, FirstOnly + SecondOnly, Math.Min(FirstOnly, SecondOnly)));

    /// <summary>Counts the patients on whom two networks differ.</summary>
    /// <param name="first">One prediction a patient.</param>
    /// <param name="second">One prediction a patient, of the same patients in any order.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <exception cref="ArgumentException">Not one prediction a patient, or other patients.</exception>
    public static McNemar Of(IReadOnlyList<Prediction> first, IReadOnlyList<Prediction> second, int typeCount)
    {
        var a = Right(first, typeCount);
        var b = Right(second, typeCount);
        return a.Count == b.Count && a.Keys.All(b.ContainsKey)
            ? new McNemar(a.Count(patient => patient.Value && !b[patient.Key]), b.Count(patient => patient.Value && !a[patient.Key]))
            : throw new ArgumentException("a paired test needs the same patients on both sides", nameof(second));
    }

    private static Dictionary<string, bool> Right(IReadOnlyList<Prediction> predictions, int typeCount) =>
        predictions.ToDictionary(p => p.PatientId, p => p.Decide(Decision.AllClasses, typeCount) == p.Label);
}
