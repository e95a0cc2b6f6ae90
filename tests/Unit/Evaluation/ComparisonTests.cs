using FsCheck.Xunit;
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

public sealed class ComparisonTests
{
    [Theory] // McNemar's exact p-values, by the binomial's tails written out
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 5, 2 / 32.0)]
    [InlineData(0, 6, 2 / 64.0)]
    [InlineData(1, 9, 22 / 1024.0)] // 2 (1 + 10) / 2^10
    [InlineData(9, 1, 22 / 1024.0)]
    [InlineData(3, 5, 186 / 256.0)] // 2 (1 + 8 + 28 + 56) / 2^8
    [InlineData(4, 4, 1)]
    public void McNemar_is_the_binomial_tail_doubled(int first, int second, double p) => Assert.Equal(p, new McNemar(first, second).P, 12);

    [Fact]
    public void McNemar_counts_patients_whom_one_alone_types_rightly_in_any_order()
    {
        Prediction[] first = [Said("a", true), Said("b", true), Said("c", false), Said("d", false), Said("e", true)];
        Prediction[] second = [Said("e", false), Said("d", false), Said("c", true), Said("b", false), Said("a", true)];
        Assert.Equal(new McNemar(2, 1), McNemar.Compare(first, second, 2));
        Assert.Throws<ArgumentException>(() => McNemar.Compare(first, second[..4], 2));
    }

    [Theory] // R: p.adjust(p, "holm")
    [InlineData(new[] { .01, .04, .03, .005 }, new[] { .03, .06, .06, .02 })]
    [InlineData(new[] { .5, .6 }, new[] { 1.0, 1.0 })]
    [InlineData(new[] { .02 }, new[] { .02 })]
    [InlineData(new[] { .01, double.NaN, .02 }, new[] { .02, double.NaN, .02 })]
    public void Holm_adjusts_as_R_does(double[] p, double[] adjusted)
    {
        var found = Holm.Adjusted(p);
        Assert.Equal(adjusted.Length, found.Count);
        Assert.All(adjusted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    [Property]
    public bool Holm_lies_between_the_plain_values_and_Bonferronis_and_keeps_their_order(byte[] values)
    {
        double[] p = [.. (values ?? []).Select(value => value / 255.0)];
        var adjusted = Holm.Adjusted(p);
        return p.Select((value, i) => adjusted[i] >= value && adjusted[i] <= Math.Min(1, p.Length * value) + 1e-12).All(good => good)
            && p.Index().All(a => p.Index().All(b => a.Item > b.Item || adjusted[a.Index] <= adjusted[b.Index]));
    }

    [Fact]
    public void A_spread_is_the_mean_and_the_deviation_of_a_sample()
    {
        var spread = Spread.Compute([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal((5, 8), (spread.Mean, spread.Count));
        Assert.Equal(Math.Sqrt(32 / 7.0), spread.Deviation, 12);
        Assert.Equal(new Spread(3, double.NaN, 1), Spread.Compute([3]));
        Assert.Throws<ArgumentException>(() => Spread.Compute([]));
    }

    [Fact]
    public void Replicates_must_be_tested_alike()
    {
        Prediction[] one = [Said("a", true), Said("b", false)];
        var both = new Replicates([(1, one), (4, [one[1], one[0]])]); // the order of rows does not matter
        Assert.Equal(["a", "b"], both.Patients);
        Assert.Equal([1, 4], both.Seeds);
        Assert.Equal(.5, both.Spread(Accuracy).Mean);
        Assert.Equal([4], both.Of([4]).Seeds);
        Assert.Throws<ArgumentException>(() => new Replicates([]));
        Assert.Throws<ArgumentException>(() => new Replicates([(1, one), (1, one)]));
        Assert.Throws<ArgumentException>(() => new Replicates([(1, one), (2, one[..1])]));
        Assert.Throws<ArgumentException>(() => new Replicates([(1, one), (2, [one[0] with { Label = 1 }, one[1]])]));
    }

    [Fact]
    public void Configurations_are_brought_to_the_patients_that_all_were_tested_on()
    {
        Replicates On(params string[] patients) =>
            new([(1, [.. patients.Select(id => Said(id, id != "b"))]), (2, [.. patients.Select(id => Said(id, true))])]);
        var (student, teacher) = (On("a", "b", "c", "d"), On("b", "d", "e"));
        var same = Replicates.OnSamePatients([student, null, teacher]);
        Assert.Equal(["b", "d"], same[0]!.Patients);
        Assert.Null(same[1]);
        Assert.Equal(["b", "d"], same[2]!.Patients);
        Assert.Equal([1, 2], same[0]!.Seeds);
        Assert.Equal(.75, same[0]!.Spread(Accuracy).Mean); // b is wrong under seed 1, right under seed 2, d right under both

        Assert.Same(student.Runs[0][0], Replicates.OnSamePatients([student])[0]!.Runs[0][0]);
        Assert.Equal([null, null], Replicates.OnSamePatients([student, On("e")]));
        Assert.Equal([null], Replicates.OnSamePatients([null]));
        Assert.Empty(Replicates.OnSamePatients([]));
    }

    [Fact]
    public void The_mean_of_replicates_is_taken_over_seeds()
    {
        var mean = new Replicates([(1, [new("a", "a", 0, [.9f, .1f])]), (2, [new("a", "a", 0, [.3f, .7f])])]).Mean();
        Assert.Equal(.6f, Assert.Single(mean).Probabilities[0], 6);
    }

    [Fact]
    public void Patients_and_seeds_are_drawn_independently()
    {
        // right only in one of four cells: the mean of a draw is (times seed 1 is drawn) (times patient a is drawn) / 4
        var runs = new Replicates([(1, [Said("a", true), Said("b", false)]), (2, [Said("a", false), Said("b", false)])]);
        var interval = new Bootstrap(Resamples: 20000, Level: .5).Estimate(runs, Accuracy);
        Assert.Equal(.25, interval.Value);

        // 0 in 7 of 16 draws, 1/4 in 4, 1/2 in 4, 1 in 1: the quartiles are 0 and 1/2 (11/16 < 3/4 < 15/16)
        Assert.Equal((0, .5), (interval.Low, interval.High));
        var narrow = new Bootstrap(Resamples: 20000, Level: .2).Estimate(runs, Accuracy); // .4 < 7/16 < .6 < 11/16
        Assert.Equal((0, .25), (narrow.Low, narrow.High));
        Assert.Equal(.25, new Bootstrap(Resamples: 20000, Level: .1).Estimate(runs, Accuracy).Low); // 7/16 < .45
    }

    [Fact]
    public void A_contrast_sees_the_same_draw_on_both_sides()
    {
        var random = new Random(3);
        var hard = Random(random, seeds: 3, patients: 300, accuracy: .5);
        var contrast = Contrast.Compare(hard, hard, Score.MAcc, 2);
        Assert.Equal((0, 0, 0), (contrast.Difference.Value, contrast.Difference.Low, contrast.Difference.High));
        Assert.Equal(1, contrast.P);
        Assert.True(contrast.PMargin < .01 && contrast.PReverseMargin < .01); // certainly no point of difference
        Assert.Throws<ArgumentException>(() => Contrast.Compare(hard, hard.Of([1, 2]), Score.MAcc, 2));

        // thirty patients that never differ do not show that no one does
        var few = Random(random, seeds: 3, patients: 30, accuracy: .5);
        Assert.Equal(Verdict.Undecided, VerdictRule.Judge(Contrast.Compare(few, few, Score.MAcc, 2)));
        Assert.Equal(Verdict.DoesNotHold, VerdictRule.Judge(contrast));
    }

    [Fact]
    public void One_patient_decides_nothing()
    {
        Replicates Of(bool right) => new([(1, [Said("a", right)]), (2, [Said("a", right)])]);
        var contrast = Contrast.Compare(Of(true), Of(false), Score.MAcc, 2);
        Assert.Equal((1, -1, 1), (contrast.Difference.Value, contrast.Difference.Low, contrast.Difference.High));
        Assert.Equal(Verdict.Undecided, VerdictRule.Judge(contrast));
    }

    [Fact]
    public void A_contrast_turned_round_changes_its_sign_alone()
    {
        var random = new Random(4);
        Replicates first = Random(random, 3, 40, .7), second = Random(random, 3, 40, .4);
        var (there, back) = (Contrast.Compare(first, second, Score.MAcc, 2), Contrast.Compare(second, first, Score.MAcc, 2));
        Assert.Equal(there.Difference.Value, -back.Difference.Value, 12);
        Assert.Equal(there.Reversed().Difference.Low, back.Difference.Low, 12);
        Assert.Equal((there.P, there.PMargin, there.PReverseMargin), (back.P, back.PReverseMargin, back.PMargin));
        Assert.True(there.Difference.Value > .2 && there.P < .05);
    }

    [Theory]
    [InlineData(3)] // as many as the studies of the notebooks have
    [InlineData(8)]
    public void Intervals_of_a_difference_cover_the_truth_where_seeds_and_patients_vary(int seeds)
    {
        // first right with 0.6 + seed's luck, second with 0.5 + its own luck; the truth is a difference of 0.1
        var random = new Random(5);
        const int Trials = 120;
        int crossed = 0, patientsOnly = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            Replicates first = Lucky(.6), second = Lucky(.5);
            crossed += Covers(Contrast.Compare(first, second, Score.MAcc, 2).Difference);
            patientsOnly += Covers(Contrast.Compare(first.Of([1]), second.Of([1]), Score.MAcc, 2).Difference);
        }

        Assert.InRange(crossed / (double)Trials, .89, 1); // 95 %, and three standard errors
        Assert.InRange(patientsOnly / (double)Trials, .3, .85); // one seed knows nothing of the seeds' luck

        Replicates Lucky(double accuracy) => new(
            [.. Enumerable.Range(1, seeds).Select(seed =>
            {
                var luck = accuracy + (.25 * (random.NextDouble() - .5));
                return (seed, (IReadOnlyList<Prediction>)[.. Enumerable.Range(0, 120)
                    .Select(p => Said($"{p:000}", random.NextDouble() < luck))]);
            })]);

        static int Covers(Interval interval) => interval.Low <= .1 && .1 <= interval.High ? 1 : 0;
    }

    [Theory]
    [InlineData(.05, .01, 1, 0, Verdict.Holds)]
    [InlineData(.005, .04, .001, 0, Verdict.Holds)] // certain, if small
    [InlineData(-.05, .01, 0, 1, Verdict.DoesNotHold)]
    [InlineData(.05, .06, .9, 0, Verdict.Undecided)]
    [InlineData(-.05, .06, .1, .9, Verdict.Undecided)]
    [InlineData(.001, .8, .02, .02, Verdict.DoesNotHold)] // certainly less than a point
    [InlineData(-.002, .8, .01, .2, Verdict.DoesNotHold)]
    [InlineData(0, double.NaN, double.NaN, double.NaN, Verdict.Undecided)]
    public void The_verdict_follows_its_rule(double difference, double p, double pMargin, double pReverse, Verdict verdict) =>
        Assert.Equal(verdict, VerdictRule.Judge(new Contrast(new Interval(difference, -1, 1, .95, 0), p, pMargin, pReverse, 300)));

    [Fact]
    public void The_verdict_on_several_is_the_weakest()
    {
        Assert.Equal(Verdict.Holds, VerdictRule.JudgeAll([Verdict.Holds, Verdict.Holds]));
        Assert.Equal(Verdict.Undecided, VerdictRule.JudgeAll([Verdict.Holds, Verdict.Undecided]));
        Assert.Equal(Verdict.DoesNotHold, VerdictRule.JudgeAll([Verdict.Undecided, Verdict.DoesNotHold, Verdict.Holds]));
        Assert.Throws<ArgumentException>(() => VerdictRule.JudgeAll([]));
        Assert.Equal(Verdict.Holds, VerdictRule.AtLeast(new Interval(.995, .99, 1, .95, 0), .99));
        Assert.Equal(Verdict.Undecided, VerdictRule.AtLeast(new Interval(.995, .98, 1, .95, 0), .99));
        Assert.Equal(Verdict.DoesNotHold, VerdictRule.AtLeast(new Interval(.9, .8, .98, .95, 0), .99));
    }

    [Fact]
    public void Adjusting_contrasts_is_Holms_correction_of_each_of_their_p_values()
    {
        var contrasts = new[] { .01, .04 }.Select(p => new Contrast(new Interval(.1, 0, .2, .95, 0), p, p / 2, .5, 300)).ToArray();
        Assert.Equal([(.02, .01, 1), (.04, .02, 1)], Contrast.Adjusted(contrasts).Select(c => (c.P, c.PMargin, c.PReverseMargin)));
    }

    [Fact]
    public void The_scores_are_those_of_the_full_metrics()
    {
        var random = new Random(6);
        Prediction[] rows = [.. Enumerable.Range(0, 60).Select(i =>
        {
            double[] raw = [random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble()];
            return new Prediction($"{i}", $"{i / 2}", i % 3, [.. raw.Select(x => (float)(x / raw.Sum()))]);
        })];
        var metrics = Metrics.Compute(rows, 3);
        Assert.Equal(metrics.MAcc, Scores.Compute(Score.MAcc, rows, 3), 12);
        Assert.Equal(metrics.MacroAuc, Scores.Compute(Score.MacroAuc, rows, 3), 12);
        Assert.Equal(double.NaN, Scores.Compute(Score.MacroAuc, [rows[0]], 3));
    }

    [Fact]
    public void The_log_loss_is_that_of_the_true_class_by_hand()
    {
        Prediction[] rows = [new("a", "a", 0, [0.5f, 0.5f]), new("b", "b", 1, [0.75f, 0.25f]), new("c", "c", 1, [1f, 0f])];
        Assert.Equal((Math.Log(2) + Math.Log(4) + (12 * Math.Log(10))) / 3, Scores.Compute(Score.LogLoss, rows, 2), 6);
    }

    [Fact]
    public void Variance_components_are_those_of_the_mean_squares()
    {
        // two seeds by three patients: grand mean 2; seed means 1, 3; patient means 1, 2, 3
        // sums of squares: seeds 6, patients 4, rest 4; mean squares 6, 2, 2
        var components = VarianceComponents.Estimate([[1, 0, 2], [1, 4, 4]]);
        Assert.Equal(2, components.Rest, 12);
        Assert.Equal((6 - 2) / 3.0, components.Seeds, 12);
        Assert.Equal(0, components.Patients, 12); // (2 - 2) / 2
        Assert.Throws<ArgumentException>(() => VarianceComponents.Estimate([[1, 2]]));
        Assert.Throws<ArgumentException>(() => VarianceComponents.Estimate([[1], [2]]));
    }

    [Fact]
    public void Power_is_what_a_simulation_finds()
    {
        var truth = new VarianceComponents(.04, .0009, .1);
        const double Effect = .06;
        const int Seeds = 4, Patients = 60, Trials = 4000;
        var random = new Random(7);
        double Gauss(double variance) => Math.Sqrt(variance) * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        var found = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var mean = Effect + Enumerable.Range(0, Seeds).Average(_ => Gauss(truth.Seeds))
                + Enumerable.Range(0, Patients).Average(_ => Gauss(truth.Patients))
                + Gauss(truth.Rest / (Seeds * Patients));
            found += Math.Abs(mean) / truth.StandardError(Seeds, Patients) > 1.959964 ? 1 : 0;
        }

        Assert.Equal(truth.Power(Effect, Seeds, Patients), found / (double)Trials, .03);
    }

    [Fact]
    public void Seeds_are_added_until_the_power_is_reached_or_the_patients_do_not_allow_it()
    {
        var components = new VarianceComponents(Patients: .05, Seeds: .0004, Rest: .15);
        var seeds = components.SeedsFor(.05, patients: 300);
        Assert.True(components.Power(.05, seeds!.Value, 300) >= .8);
        Assert.True(seeds == 1 || components.Power(.05, seeds.Value - 1, 300) < .8);
        Assert.Null(components.SeedsFor(.05, patients: 26)); // their own standard error is 4.4 points
        Assert.Equal(.05, components.Power(0, 3, 300), 12); // no effect is found as often as alpha says
    }

    private static double Accuracy(IReadOnlyList<Prediction> sample) => Scores.Compute(Score.MAcc, sample, 2);

    private static Prediction Said(string patient, bool right) => new(patient, patient, 0, right ? [1f, 0f] : [0f, 1f]);

    private static Replicates Random(Random random, int seeds, int patients, double accuracy) => new(
        [.. Enumerable.Range(1, seeds).Select(seed =>
            (seed, (IReadOnlyList<Prediction>)[.. Enumerable.Range(0, patients)
                .Select(p => Said($"{p:000}", random.NextDouble() < accuracy))]))]);
}
