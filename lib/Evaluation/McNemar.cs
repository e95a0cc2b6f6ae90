using MathNet.Numerics.Distributions;

namespace MhdNet.Evaluation;

/// <summary>
/// McNemar's exact test (1947) of two networks on the same patients. If the two are equally good, a patient whom only one of them
/// classifies rightly is the first's with probability one half.
/// </summary>
/// <param name="FirstOnly">Patients whom only the first classifies rightly.</param>
/// <param name="SecondOnly">Patients whom only the second classifies rightly.</param>
public sealed record McNemar(int FirstOnly, int SecondOnly)
{
    /// <summary>Two-sided p-value: twice the smaller binomial tail, at most 1; 1 where the two never differ.</summary>
    public double P => FirstOnly + SecondOnly == 0
        ? 1
        : Math.Min(1, 2 * Binomial.CDF(0.5, FirstOnly + SecondOnly, Math.Min(FirstOnly, SecondOnly)));

    /// <summary>Counts the patients on whom two networks differ.</summary>
    /// <param name="first">One prediction per patient.</param>
    /// <param name="second">One prediction per patient, of the same patients in any order.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <exception cref="ArgumentException">A patient has several predictions, or the two differ in their patients.</exception>
    public static McNemar Compare(IReadOnlyList<Prediction> first, IReadOnlyList<Prediction> second, int typeCount)
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
