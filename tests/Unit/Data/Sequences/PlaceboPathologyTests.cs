using MhdNet.Data;
using MhdNet.Data.Sequences;

namespace MhdNet.Tests.Data;

public sealed class PlaceboPathologyTests(BalancedStores stores) : IClassFixture<BalancedStores>
{
    private readonly TrainingData _data = CohortData.Divide(stores.Of(each: 4, ct: 2, other: 1, wsi: 3), seed: 0).Training;

    [Fact]
    public void Every_patient_has_one_training_patient_of_another_type_for_good()
    {
        var placebo = _data.WithPlacebo(seed: 1);
        var training = _data.TrainingCt.Select(row => row.PatientId).ToHashSet();
        foreach (var patient in Tumours(placebo).GroupBy(row => row.PatientId))
        {
            var drawn = (from ct in patient
                         from draw in Enumerable.Range(0, 30)
                         select placebo.Pair(ct, draw, Pairing.OtherType).Wsi!).ToList();
            Assert.Single(drawn.Select(wsi => wsi.PatientId).Distinct());
            Assert.Equal(3, drawn.Distinct().Count()); // the donor's sequences take turns, as a patient's own do
            Assert.All(drawn, wsi => Assert.True(wsi.Label != patient.First().Label && training.Contains(wsi.PatientId)));
        }

        // in validation no pairing is named
        Assert.All(placebo.ValidationCt.Where(row => row.Label != LabelSet.Other),
            row => Assert.NotEqual(row.Label, placebo.Pair(row, draw: 0).Wsi!.Label));
        Assert.All(placebo.TrainingCt.Where(row => row.Label == LabelSet.Other),
            row => Assert.Null(placebo.Pair(row, draw: 0, Pairing.OtherType).Wsi));
    }

    [Fact]
    public void The_seed_decides_whose_and_a_share_of_the_patients_is_dealt_among_themselves()
    {
        string Donors(TrainingData data) => string.Join(' ', Tumours(data).Select(row => data.Pair(row, 0).Wsi!.PatientId));
        Assert.Equal(Donors(_data.WithPlacebo(1)), Donors(_data.WithPlacebo(1)));
        Assert.NotEqual(Donors(_data.WithPlacebo(1)), Donors(_data.WithPlacebo(2)));
        var some = _data.WithPlacebo(1).Without(fold: 0, folds: 2);
        var kept = some.TrainingCt.Select(row => row.PatientId).ToHashSet();
        Assert.All(Tumours(some), row => Assert.Contains(some.Pair(row, 0, Pairing.OtherType).Wsi!.PatientId, kept));
    }

    [Fact]
    public void Nobody_is_given_true_pathology_for_a_placebo()
    {
        var error = Assert.Throws<ArgumentException>(() => _data.Pair(_data.TrainingCt[0], 0, Pairing.OtherType));
        Assert.Contains("take WithPlacebo first", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<SequenceRow> Tumours(TrainingData data) =>
        data.TrainingCt.Concat(data.ValidationCt).Where(row => row.Label != LabelSet.Other);
}
