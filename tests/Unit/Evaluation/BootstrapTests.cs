
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

public sealed class BootstrapTests
{
    private static double Accuracy(IReadOnlyList<Prediction> sample) => Metrics.Compute(sample, 2).MAcc;

    [Fact]
    public void The_same_seed_gives_the_same_interval_and_the_order_of_rows_no_other()
    {
        var rows = Cohort(new Random(1), patients: 20, sequences: 4, accuracy: .7);
        var shuffled = rows.ToArray();
        new Random(2).Shuffle(shuffled);
        var bootstrap = new Bootstrap(Resamples: 200, Seed: 3);
        Assert.Equal(bootstrap.Estimate(rows, Accuracy), bootstrap.Estimate(rows, Accuracy));
        Assert.Equal(bootstrap.Estimate(rows, Accuracy), bootstrap.Estimate(shuffled, Accuracy));
        Assert.NotEqual(bootstrap.Estimate(rows, Accuracy), (bootstrap with { Seed = 4 }).Estimate(rows, Accuracy));
    }

    [Fact]
    public void Patients_are_drawn_whole()
    {
        var rows = Cohort(new Random(5), patients: 6, sequences: 3, accuracy: .5);
        new Bootstrap(Resamples: 100).Estimate(rows, sample =>
        {
            Assert.Equal(18, sample.Count);
            Assert.All(sample.GroupBy(s => s.PatientId), g => Assert.Equal(0, g.Count() % 3));
            Assert.All(sample.GroupBy(s => s.SeqId).GroupBy(g => g.First().PatientId),
                p => Assert.Single(p.Select(g => g.Count()).Distinct()));
            return 0;
        });
    }

    [Fact]
    public void What_does_not_vary_has_no_width()
    {
        var interval = new Bootstrap(Resamples: 50).Estimate(Cohort(new Random(6), 8, 2, accuracy: 1), Accuracy);
        Assert.Equal((1, 1, 1, 0), (interval.Value, interval.Low, interval.High, interval.Undefined));
    }

    [Fact]
    public void Two_patients_give_the_quantiles_of_the_four_draws()
    {
        // one patient right, one wrong: accuracy 0, 1/2, 1/2, 1 with equal chance
        Prediction[] rows = [new("a", "a", 0, [1f, 0f]), new("b", "b", 0, [0f, 1f])];
        var interval = new Bootstrap(Resamples: 4000, Level: .4).Estimate(rows, Accuracy);   // quantiles .3 and .7
        Assert.Equal((.5, .5, .5), (interval.Value, interval.Low, interval.High));
        var wide = new Bootstrap(Resamples: 4000, Level: .6).Estimate(rows, Accuracy);       // quantiles .2 and .8
        Assert.Equal((0, 1), (wide.Low, wide.High));
    }

    [Fact]
    public void A_figure_that_often_does_not_exist_says_so()
    {
        // the area exists only where both classes are drawn: half of the draws of two patients
        Prediction[] rows = [new("a", "a", 0, [.9f, .1f]), new("b", "b", 1, [.1f, .9f])];
        var interval = new Bootstrap(Resamples: 2000).Estimate(rows, s => Metrics.Compute(s, 2).MacroAuc);
        Assert.InRange(interval.Undefined, .45, .55);
        Assert.Equal((1, 1), (interval.Low, interval.High));
    }

    [Fact]
    public void Intervals_cover_the_truth_about_as_often_as_they_say_and_naive_ones_do_not()
    {
        // patients are right or wrong as a whole, so the six sequences of one are worth one case
        var random = new Random(7);
        int covered = 0, naivelyCovered = 0;
        const int Trials = 200;
        for (var trial = 0; trial < Trials; trial++)
        {
            var rows = Cohort(random, patients: 40, sequences: 6, accuracy: .7, wholly: true);
            var bootstrap = new Bootstrap(Resamples: 200, Level: .9, Seed: trial);
            covered += Covers(bootstrap.Estimate(rows, Share), .7);
            naivelyCovered += Covers(bootstrap.Estimate([.. rows.Select(r => r with { PatientId = r.SeqId })], Share), .7);
        }

        Assert.InRange(covered / (double)Trials, .82, .96);
        Assert.InRange(naivelyCovered / (double)Trials, .3, .65);
    }

    [Fact]
    public void A_paired_difference_is_narrower_than_its_parts_where_patients_are_hard_for_both()
    {
        var random = new Random(8);
        var first = Cohort(random, patients: 30, sequences: 4, accuracy: .6, wholly: true);
        var second = first.Select((r, i) => i % 20 == 0 ? r with { Probabilities = [r.Probabilities[1], r.Probabilities[0]] } : r)
            .ToArray();
        var bootstrap = new Bootstrap(Resamples: 500);
        var difference = bootstrap.Difference(first, second, Accuracy);
        var alone = bootstrap.Estimate(first, Accuracy);
        Assert.Equal(Accuracy(first) - Accuracy(second), difference.Value, 12);
        Assert.True(difference.High - difference.Low < alone.High - alone.Low);
        var none = bootstrap.Difference(first, first, Accuracy);
        Assert.Equal((0, 0, 0), (none.Value, none.Low, none.High));
    }

    [Fact]
    public void Other_patients_cannot_be_compared_in_pairs() =>
        Assert.Throws<ArgumentException>(() => new Bootstrap().Difference(
            [new("a", "a", 0, [1f, 0f])], [new("b", "b", 0, [1f, 0f])], Accuracy));

    [Theory]
    [InlineData(0, .95)]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(10, double.NaN)]
    public void A_bootstrap_that_makes_no_sense_is_refused(int resamples, double level) =>
        Assert.ThrowsAny<Exception>(() => new Bootstrap(resamples, level).Estimate([new("a", "a", 0, [1f, 0f])], Accuracy));

    private static double Share(IReadOnlyList<Prediction> sample) =>
        sample.Average(p => p.Decide(Decision.AllClasses, 2) == p.Label ? 1.0 : 0.0);

    private static int Covers(Interval interval, double truth) => interval.Low <= truth && truth <= interval.High ? 1 : 0;

    private static Prediction[] Cohort(Random random, int patients, int sequences, double accuracy, bool wholly = false)
    {
        var rows = new List<Prediction>();
        for (var p = 0; p < patients; p++)
        {
            var right = random.NextDouble() < accuracy;
            for (var s = 0; s < sequences; s++)
            {
                right = wholly ? right : random.NextDouble() < accuracy;
                rows.Add(new Prediction($"{p}-{s}", $"{p}", p % 2, right == (p % 2 == 0) ? [.9f, .1f] : [.1f, .9f]));
            }
        }

        return [.. rows];
    }
}
