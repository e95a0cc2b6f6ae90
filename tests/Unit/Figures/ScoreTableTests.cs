
using MhdNet.Evaluation;
using MhdNet.Figures;

namespace MhdNet.Tests.Figures;

public sealed class ScoreTableTests
{
    private static readonly Prediction[] _predictions =
    [
        new("1", "a", 0, [.8f, .2f]), new("2", "a", 0, [.4f, .6f]), new("3", "b", 1, [.3f, .7f]), new("4", "c", 1, [.1f, .9f]),
    ];

    [Fact]
    public void Scores_are_in_per_cent_with_their_intervals_by_sequence_or_by_patient()
    {
        var report = EvaluationReport.Create(_predictions, 2, new Bootstrap(Resamples: 50));
        var sequences = ScoreTable.Of([("fusion", report)]);
        Assert.Equal(["network", "sequences", "mAcc (%)", "F1 (%)", "Pre (%)", "QWK (%)", "Rec (%)", "AUC (%)"],
            sequences.Columns.Select(c => c.Name));
        Assert.Equal(4, sequences.Rows[0][1]);
        Assert.StartsWith("75.0 [", (string)sequences.Rows[0][2], StringComparison.Ordinal);   // three of four sequences

        var patients = ScoreTable.Of([("fusion", report)], byPatient: true);
        Assert.Equal(3, patients.Rows[0][1]);
        Assert.Equal("100.0 [100.0, 100.0]", patients.Rows[0][2]);                             // patient a's mean is right: .6 against .4
    }

    [Fact]
    public void A_metric_that_does_not_exist_is_a_dash() =>
        Assert.Equal("-", ScoreTable.Percent(new Interval(double.NaN, double.NaN, double.NaN, .95, 1)));
}
