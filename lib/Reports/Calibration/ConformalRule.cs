using MhdNet.Evaluation;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// Class-conditional split conformal sets (Vovk, ACML 2012; Sadinle et al., JASA 2019): type k is in the set where 1 - p_k is at most the
/// threshold of type k, the ceil((n_k + 1) level)-th smallest value of 1 - p_k among the n_k validation patients of that type. Of new
/// patients of each type, drawn as those were, at least the level's share then have their type in the set.
/// </summary>
/// <param name="Level">Nominal coverage, 0.9 for 90 %.</param>
/// <param name="Patients">Validation patients of each type.</param>
/// <param name="Thresholds">
/// By type; 1, so that the type is in every set, where its patients are fewer than level / (1 - level).
/// </param>
public sealed record ConformalRule(double Level, IReadOnlyList<int> Patients, IReadOnlyList<double> Thresholds)
{
    /// <summary>Sets the thresholds.</summary>
    /// <param name="validation">Calibrated predictions of validation patients, of the types alone.</param>
    /// <param name="typeCount">Number of types.</param>
    /// <param name="level">Nominal coverage, between 0 and 1.</param>
    public static ConformalRule Create(IReadOnlyList<Prediction> validation, int typeCount, double level)
    {
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        double[][] scores = [.. Enumerable.Range(0, typeCount).Select(k => validation.Where(one => one.Label == k)
            .Select(one => 1.0 - one.Probabilities[k]).Order().ToArray())];
        return new ConformalRule(level, [.. scores.Select(own => own.Length)], [.. scores.Select(own => Quantile(own, level))]);
    }

    /// <summary>The types that a series may have.</summary>
    /// <param name="probabilities">Calibrated probabilities of the types.</param>
    /// <returns>Ascending; none where no type is as probable as its own patients make it.</returns>
    public IReadOnlyList<int> SetOf(IReadOnlyList<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return [.. Enumerable.Range(0, Thresholds.Count).Where(k => 1.0 - probabilities[k] <= Thresholds[k])];
    }

    /// <summary>The ceil((n + 1) level)-th smallest score; 1 where there are fewer scores than that.</summary>
    /// <param name="ascending">The n scores.</param>
    /// <param name="level">Between 0 and 1.</param>
    public static double Quantile(IReadOnlyList<double> ascending, double level)
    {
        ArgumentNullException.ThrowIfNull(ascending);
        var rank = (int)Math.Ceiling(((ascending.Count + 1) * level) - 1e-9);
        return rank <= ascending.Count ? ascending[rank - 1] : 1;
    }
}
