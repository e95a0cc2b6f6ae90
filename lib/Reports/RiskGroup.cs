using MhdNet.Data;

namespace MhdNet.Reports;

/// <summary>
/// Low against high risk, as papers on thymic tumours report it: A, AB and B1 against B2, B3 and thymic carcinoma. A mixed type counts by
/// its worse part, so B1+B2 and B2+B3 are high.
/// </summary>
public static class RiskGroup
{
    private static readonly string[] Low = ["A", "AB", "B1"];

    /// <summary>Whether the label set has these groups.</summary>
    public static bool Knows(LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Types.SequenceEqual(LabelSet.Thymic.Types);
    }

    /// <summary>Whether a type is of high risk.</summary>
    public static bool IsHigh(string type) => !Low.Contains(type);

    /// <summary>Probability of high risk; null where the label set has no such groups.</summary>
    /// <param name="labels">The types.</param>
    /// <param name="probabilities">Of each.</param>
    public static double? High(LabelSet labels, IReadOnlyList<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(probabilities);
        return Knows(labels) && probabilities.Count > 0
            ? labels.Types.Zip(probabilities).Where(type => IsHigh(type.First)).Sum(type => (double)type.Second) : null;
    }
}
