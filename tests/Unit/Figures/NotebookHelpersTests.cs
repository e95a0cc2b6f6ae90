using MhdNet.Evaluation;
using MhdNet.Figures;

namespace MhdNet.Tests.Figures;

/// <summary>What several notebooks would otherwise define anew.</summary>
public sealed class NotebookHelpersTests
{
    private static readonly Prediction[] _good = [new("1", "a", 0, [.8f, .2f]), new("2", "b", 1, [.4f, .6f]), new("3", "c", 1, [.1f, .9f])];
    private static readonly Prediction[] _bad = [new("1", "a", 0, [.3f, .7f]), new("2", "b", 1, [.4f, .6f]), new("3", "c", 1, [.1f, .9f])];

    [Fact]
    public void Intervals_are_written_in_per_cent_and_in_points()
    {
        var interval = new Interval(.038, -.115, .192, .95, 0);
        Assert.Equal("3.8 [-11.5, 19.2]", interval.Percent());
        Assert.Equal("+3.8 [-11.5, +19.2]", interval.Points());
        Assert.Equal(("-", "-"), (IntervalText.None.Percent(), IntervalText.None.Points()));
        Assert.Equal((3.8, -11.5, 19.2), (interval.InPercent().Value, interval.InPercent().Low, interval.InPercent().High));
    }

    [Theory]
    [InlineData(.1, .3, Verdict.Holds)]
    [InlineData(-.3, -.1, Verdict.DoesNotHold)]
    [InlineData(-.1, .1, Verdict.Undecided)]
    [InlineData(0, .1, Verdict.Undecided)]
    [InlineData(double.NaN, double.NaN, Verdict.Undecided)]
    public void A_difference_is_judged_by_its_interval(double low, double high, Verdict verdict) =>
        Assert.Equal(verdict, new Interval((low + high) / 2, low, high, .95, 0).Verdict());

    [Fact]
    public void Paired_differences_are_of_the_metrics_named()
    {
        var found = PairedDifference.Of("good - bad", _good, _bad, 2, "mAcc");
        var only = Assert.Single(found);
        Assert.Equal(("good - bad", "mAcc", 3), (only.Pair, only.Metric, only.Patients));
        Assert.Equal(1 / 3.0, only.Difference.Value, 9);
        Assert.Equal(6, PairedDifference.Of("good - bad", _good, _bad, 2).Count);
        var error = Assert.Throws<ArgumentException>(() => PairedDifference.Of("x", _good, _bad, 2, "accuracy"));
        Assert.Contains("mAcc, F1, Pre, QWK, Rec, AUC", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_of_the_headline_are_in_per_cent()
    {
        var report = EvaluationReport.Create(_bad, 2, new Bootstrap(Resamples: 50));
        var bars = IntervalBars.Headline("alone", report, byPatient: true);
        Assert.Equal(IntervalBars.HeadlineNames.Count, bars.Values.Count);
        Assert.Equal(200 / 3.0, bars.Values[0].Value, 9);
        Assert.Equal(100 * report.PatientIntervals[nameof(Metrics.MAcc)].High, bars.Values[0].High, 9);
    }

    [Fact]
    public void Bars_over_seeds_are_of_the_patients_that_all_were_tested_on()
    {
        var all = new Replicates([(1, _good), (2, _bad)]);
        var few = new Replicates([(1, _good[..2])]);
        var bars = IntervalBars.OfReplicates("test patients", [all, null, few], Score.MAcc, 2);
        Assert.Equal("2 test patients", bars.Name);
        Assert.Equal([75, double.NaN, 100], bars.Values.Select(value => value.Value));
        Assert.Equal(250 / 3.0, IntervalBars.OverSeeds(all, Score.MAcc, 2).Value, 9);
        Assert.Equal("test patients", IntervalBars.OfReplicates("test patients", [null], Score.MAcc, 2).Name);
    }

    [Fact]
    public void A_term_of_the_loss_is_a_curve_with_gaps()
    {
        Dictionary<string, double>[] epochs = [new() { ["ce"] = 2 }, new() { ["kl"] = 1 }, new() { ["ce"] = 1 }];
        Assert.Equal([2, double.NaN, 1], Curve.OfTerm("CE", "ce", epochs).Values);
    }

    [Fact]
    public void Scores_by_metric_stand_beside_the_papers()
    {
        var report = EvaluationReport.Create(_good, 2, new Bootstrap(Resamples: 50));
        var table = ScoreTable.ByMetric([("student", report)], "paper, RPTET", ["89.89", "89.46", "89.43", "80.83", "89.50", "-"]);
        Assert.Equal(["metric (%)", "paper, RPTET", "student, sequences", "student, patients"], table.Headers);
        Assert.Equal("mAcc", table.Rows[0][0]);
        Assert.StartsWith("100.0 [", table.Rows[0][3], StringComparison.Ordinal);
        Assert.Equal(3, ScoreTable.ByMetric([("student", report)]).Headers.Count);
    }
}
