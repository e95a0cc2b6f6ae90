using FsCheck.Xunit;
using MhdNet.Studies;

namespace MhdNet.Tests.Studies;

public sealed class RankCorrelationTests
{
    [Fact]
    public void Values_counted_by_hand()
    {
        // of six pairs five are in the same order; d = (0, 0, 1, 1), 1 - 6 * 2 / 60
        Assert.Equal(4 / 6.0, RankCorrelation.Kendall([1, 2, 3, 4], [10, 20, 40, 30]), 12);
        Assert.Equal(0.8, RankCorrelation.Spearman([1, 2, 3, 4], [10, 20, 40, 30]), 12);
        // two draws: (3 - 0) / sqrt(3 * 2) with three pairs of the first and two of the second, all alike
        Assert.Equal(2 / Math.Sqrt(3 * 2), RankCorrelation.Kendall([1, 2, 3], [5, 5, 6]), 12);
        Assert.Equal(double.NaN, RankCorrelation.Kendall([1, 2], [3, 3]));
        Assert.Equal(double.NaN, RankCorrelation.Spearman([1], [1]));
        Assert.Throws<ArgumentException>(() => RankCorrelation.Kendall([1, 2], [1]));
    }

    [Fact]
    public void The_p_value_counts_all_orders()
    {
        double[] four = [1, 2, 3, 4];
        Assert.Equal(2 / 24.0, RankCorrelation.P(four, four, RankCorrelation.Kendall), 12);           // it and its reverse
        Assert.Equal(2 / 24.0, RankCorrelation.P(four, [4, 3, 2, 1], RankCorrelation.Spearman), 12);
        Assert.Equal(8 / 24.0, RankCorrelation.P(four, [1, 2, 4, 3], RankCorrelation.Kendall), 12);   // and three with one swap, each way
        Assert.Equal(1, RankCorrelation.P(four, [2, 4, 1, 3], RankCorrelation.Kendall), 12);          // τ = 0
        Assert.Equal(double.NaN, RankCorrelation.P(four, [1, 1, 1, 1], RankCorrelation.Kendall));
        Assert.Throws<ArgumentOutOfRangeException>(() => RankCorrelation.P([.. Enumerable.Range(0, 10).Select(i => (double)i)],
            [.. Enumerable.Range(0, 10).Select(i => (double)i)], RankCorrelation.Kendall));
    }

    [Property]
    public void It_is_between_minus_one_and_one_the_same_both_ways_and_turns_with_the_order(byte[] first, byte[] second)
    {
        var count = Math.Min(first.Length, second.Length);
        double[] a = [.. first.Take(count).Select(value => (double)value)], b = [.. second.Take(count).Select(value => (double)value)];
        double[] reversed = [.. b.Select(value => -value)];
        Func<IReadOnlyList<double>, IReadOnlyList<double>, double>[] coefficients = [RankCorrelation.Kendall, RankCorrelation.Spearman];
        foreach (var of in coefficients)
        {
            var value = of(a, b);
            Assert.True(double.IsNaN(value) || Math.Abs(value) <= 1 + 1e-9);
            Assert.Equal(value, of(b, a), 9);
            Assert.Equal(-value, of(a, reversed), 9);
        }
    }
}
