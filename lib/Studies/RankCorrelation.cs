using MathNet.Numerics.Statistics;

namespace MhdNet.Studies;

/// <summary>How far two orders of the same rows agree: 1 where they are the same, -1 where one is the other reversed.</summary>
public static class RankCorrelation
{
    /// <summary>The most rows whose orders are all counted through for a p-value: 9! of them are 362,880.</summary>
    public const int MostRows = 9;

    private const double Rounding = 1e-12;

    /// <summary>
    /// Kendall's τ-b: pairs of rows in the same order less pairs in the opposite one, as a share of all pairs where there are no draws.
    /// </summary>
    /// <param name="first">A value per row.</param>
    /// <param name="second">Another value per row.</param>
    /// <returns>NaN with fewer than two rows, or where all values of one are equal.</returns>
    public static double Kendall(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        Check(first, second);
        double alike = 0, ofFirst = 0, ofSecond = 0;
        for (var i = 0; i < first.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                int a = first[i].CompareTo(first[j]), b = second[i].CompareTo(second[j]);
                alike += a * b;
                ofFirst += a * a;
                ofSecond += b * b;
            }
        }

        return alike / Math.Sqrt(ofFirst * ofSecond);
    }

    /// <summary>Spearman's ρ: the correlation of the ranks, equal values sharing the mean of theirs.</summary>
    /// <param name="first">A value per row.</param>
    /// <param name="second">Another value per row.</param>
    /// <returns>NaN with fewer than two rows, or where all values of one are equal.</returns>
    public static double Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        Check(first, second);
        return first.Count < 2 ? double.NaN : Correlation.Spearman(first, second);
    }

    /// <summary>
    /// The two-sided p-value against orders that have nothing to do with one another: the share of all orders of the second under which
    /// the coefficient is at least as far from 0.
    /// </summary>
    /// <param name="first">A value per row; at most <see cref="MostRows"/>.</param>
    /// <param name="second">Another value per row.</param>
    /// <param name="coefficient"><see cref="Kendall"/> or <see cref="Spearman"/>.</param>
    /// <returns>NaN where the coefficient is.</returns>
    public static double P(
        IReadOnlyList<double> first, IReadOnlyList<double> second, Func<IReadOnlyList<double>, IReadOnlyList<double>, double> coefficient)
    {
        ArgumentNullException.ThrowIfNull(coefficient);
        Check(first, second);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first.Count, MostRows, nameof(first));
        var found = Math.Abs(coefficient(first, second));
        long all = 0, asFar = 0;
        foreach (var order in Orders([.. second], 0))
        {
            all++;
            asFar += Math.Abs(coefficient(first, order)) >= found - Rounding ? 1 : 0;
        }

        return double.IsNaN(found) ? double.NaN : (double)asFar / all;
    }

    // each order once, in the same array
    private static IEnumerable<double[]> Orders(double[] values, int from)
    {
        if (from >= values.Length - 1)
        {
            yield return values;
            yield break;
        }

        for (var i = from; i < values.Length; i++)
        {
            (values[from], values[i]) = (values[i], values[from]);
            foreach (var order in Orders(values, from + 1))
            {
                yield return order;
            }

            (values[from], values[i]) = (values[i], values[from]);
        }
    }

    private static void Check(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"{first.Count} and {second.Count} values are not of the same rows", nameof(second));
        }
    }
}
