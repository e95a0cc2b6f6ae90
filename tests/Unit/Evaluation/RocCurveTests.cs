using FsCheck.Xunit;
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

public sealed class RocCurveTests
{
    [Fact]
    public void A_tie_between_positive_and_negative_counts_half()
    {
        // pairs (positive, negative): .8>.5 win, .8>.2 win, .5=.5 half, .5>.2 win -> 3.5 of 4
        var curve = RocCurve.Create([.8, .5, .5, .2], [true, true, false, false]);
        Assert.Equal(3.5 / 4, curve.Auc);
        Assert.Equal(
            [new(0, 0, double.PositiveInfinity), new(0, .5, .8), new(.5, 1, .5), new(1, 1, .2)],
            curve.Points);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_side_alone_has_no_area(bool side)
    {
        var curve = RocCurve.Create([.1, .2], [side, side]);
        Assert.True(double.IsNaN(curve.Auc));
        Assert.Empty(curve.Points);
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_refused() =>
        Assert.Throws<ArgumentException>(() => RocCurve.Create([.1, double.NaN], [true, false]));

    [Property]
    public bool The_area_is_the_trapezes_under_the_points((byte Score, bool Positive)[] items)
    {
        var curve = Curve(items);
        var area = curve.Points.Zip(curve.Points.Skip(1)).Sum(s =>
            (s.Second.FalsePositiveRate - s.First.FalsePositiveRate) * (s.First.TruePositiveRate + s.Second.TruePositiveRate) / 2);
        return Math.Abs(area - curve.Auc) < 1e-9;
    }

    [Property]
    public bool Turning_the_scores_round_gives_the_complement((byte Score, bool Positive)[] items) =>
        Math.Abs(Curve(items).Auc + Curve(items, s => -s).Auc - 1) < 1e-12;

    [Property]
    public bool A_monotone_change_of_the_scores_changes_nothing((byte Score, bool Positive)[] items) =>
        Curve(items).Auc == Curve(items, s => Math.Exp(s / 50.0) - 7).Auc;

    [Property]
    public bool The_area_counts_the_pairs((byte Score, bool Positive)[] items)
    {
        var both = Both(items);
        var pairs = (from p in both where p.Positive from n in both where !n.Positive select Math.Sign(p.Score - n.Score)).ToArray();
        return Math.Abs(Curve(items).Auc - pairs.Average(s => (s + 1) / 2.0)) < 1e-12;
    }

    private static (byte Score, bool Positive)[] Both((byte Score, bool Positive)[] items) => [(100, true), (100, false), .. items];

    private static RocCurve Curve((byte Score, bool Positive)[] items, Func<double, double>? change = null)
    {
        items = Both(items);
        return RocCurve.Create([.. items.Select(i => change is null ? i.Score : change(i.Score))], [.. items.Select(i => i.Positive)]);
    }
}
