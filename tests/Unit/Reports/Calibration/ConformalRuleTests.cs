using MhdNet.Evaluation;
using MhdNet.Reports.Calibration;

namespace MhdNet.Tests.Reports.Calibration;

public sealed class ConformalRuleTests
{
    [Theory]
    [InlineData(9, 8)]   // ceil(10 x 0.9) = 9: the largest of nine
    [InlineData(19, 17)] // ceil(20 x 0.9) = 18
    [InlineData(99, 89)]
    public void The_threshold_is_the_score_of_that_rank(int patients, int index)
    {
        double[] scores = [.. Enumerable.Range(0, patients).Select(i => i / 100.0)];
        Assert.Equal(scores[index], ConformalRule.Quantile(scores, 0.9));
    }

    [Theory]
    [InlineData(0, 8, false)] // no type fits
    [InlineData(1, 8, true)]
    [InlineData(4, 8, true)]
    [InlineData(5, 8, false)]
    [InlineData(4, 9, true)]
    [InlineData(5, 9, false)]
    public void A_set_of_more_than_half_of_the_types_or_of_none_decides_nothing(int size, int types, bool decided) =>
        Assert.Equal(decided, ModelCalibration.IsDecided(size, types));

    [Fact]
    public void A_type_of_too_few_patients_is_in_every_set()
    {
        var rule = ConformalRule.Create([.. Enumerable.Range(0, 8).Select(i => Of($"P{i}", 0, 0.9f, 0.1f))], 2, 0.9);
        Assert.Equal([1, 1], rule.Thresholds);
        Assert.Equal([0, 1], rule.SetOf([1f, 0f]));
    }

    [Fact]
    public void Sets_of_new_patients_hold_each_type_as_often_as_promised()
    {
        var random = new Random(7);
        var covered = new int[3];
        const int Rounds = 400;
        for (var round = 0; round < Rounds; round++)
        {
            var rule = ConformalRule.Create([.. Enumerable.Range(0, 60).Select(i => Draw(random, $"P{i}", i % 3))], 3, 0.9);
            for (var k = 0; k < 3; k++)
            {
                covered[k] += rule.SetOf(Draw(random, "new", k).Probabilities).Contains(k) ? 1 : 0;
            }
        }

        // nineteen of twenty-one ranks: 0.905, and 4 standard deviations of 400 draws
        Assert.All(covered, count => Assert.InRange(count / (double)Rounds, 0.84, 0.97));
    }

    [Fact]
    public void Intervals_of_coverage_widen_with_fewer_validation_patients()
    {
        var (many, few) = (Coverage.Create("A", 100_000, 38, 25), Coverage.Create("A", 12, 38, 25));
        Assert.Equal(0.486, many.Low, 2);  // Clopper and Pearson's of 25 in 38, by R's binom.test(25, 38)
        Assert.Equal(0.804, many.High, 2);
        Assert.True(few.Low < many.Low && few.High > many.High && few.High < 1);
        Assert.Equal((0.0, 1.0), (Coverage.Create("A", 12, 5, 0).Low, Coverage.Create("A", 12, 5, 5).High));
    }

    private static Prediction Of(string id, int label, params float[] probabilities) => new(id, id, label, probabilities);

    private static Prediction Draw(Random random, string id, int label)
    {
        double[] weights = [.. Enumerable.Range(0, 3).Select(k => Math.Exp((k == label ? 1 + label : 0) + (2 * random.NextDouble())))];
        return Of(id, label, [.. weights.Select(weight => (float)(weight / weights.Sum()))]);
    }
}
