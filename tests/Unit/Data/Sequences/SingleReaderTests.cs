using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

public sealed class SingleReaderTests : IDisposable
{
    private static readonly double[] Even = [.. Enumerable.Repeat(1 / 8.0, 8)];
    private static readonly double[] TableI = [.. new[] { 13, 28, 15, 18, 19, 10, 17, 6 }.Select(n => n / 126.0)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(0.68)]
    [InlineData(0.53)]
    [InlineData(0.45)]
    public void A_confusion_agrees_as_asked_and_is_one(double kappa)
    {
        foreach (var frequencies in new[] { Even, TableI })
        {
            var confusion = SingleReader.Confusion(kappa, frequencies);
            Assert.Equal(kappa, SingleReader.Agreement(confusion, frequencies), 9);
            Assert.All(Enumerable.Range(0, 8), type => Assert.Equal(1, Enumerable.Range(0, 8).Sum(read => confusion[type, read]), 12));
        }
    }

    // a table of two by two, worked by hand
    [Fact]
    public void Kappa_is_cohens()
    {
        double[,] confusion = { { 0.8, 0.2 }, { 0.4, 0.6 } };
        // half of each type: read 0.6 and 0.4; observed 0.7, expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5
        Assert.Equal((0.7 - 0.5) / (1 - 0.5), SingleReader.Agreement(confusion, [0.5, 0.5]), 12);
    }

    [Fact]
    public void A_and_AB_are_read_best_and_B2_no_better_than_any()
    {
        var confusion = SingleReader.Confusion(0.53, TableI);
        double[] right = [.. Enumerable.Range(0, 8).Select(type => confusion[type, type])];
        Assert.All(new[] { 2, 3, 4, 5, 6 }, type => Assert.True(right[type] < right[0] && right[type] < right[1]));
        Assert.True(confusion[2, 4] > 0 && confusion[4, 2] > 0 && confusion[4, 6] > 0 && confusion[6, 4] > 0); // B1, B2, B3
        Assert.Equal(0, confusion[0, 7]); // A is not taken for carcinoma
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    [InlineData(0.01)] // no confusion of this kind agrees so little
    public void What_no_reader_can_agree_by_is_refused(double kappa) =>
        Assert.Contains(
            "kappa", Assert.Throws<InputException>(() => SingleReader.Confusion(kappa, Even)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_reader_gives_each_patient_one_type_and_the_test_keeps_its_own()
    {
        var store = StoreFixture.WriteBalanced(_folder.Path, each: 40, ct: 1, other: 1, wsi: 1);
        var (training, test) = CohortData.Divide(store, seed: 1);
        var (read, again) = (SingleReader.Read(training, 0.45, 1), SingleReader.Read(training, 0.45, 1));
        var another = SingleReader.Read(training, 0.45, 2);
        Assert.Equal(read.TrainingCt, again.TrainingCt);
        Assert.NotEqual(read.TrainingCt, another.TrainingCt);
        Assert.All(read.TrainingCt.Zip(training.TrainingCt), pair =>
        {
            Assert.Equal((pair.Second.SeqId, pair.Second.Label == LabelSet.Other), (pair.First.SeqId, pair.First.Label == LabelSet.Other));
            var pathology = read.Pair(pair.First, 0).Wsi;
            Assert.True(pathology is null || pathology.Label == pair.First.Label); // of the same patient, under the same type
        });
        var changed = read.TrainingCt.Zip(training.TrainingCt).Where(pair => pair.Second.Label != LabelSet.Other)
            .Average(pair => pair.First.Label == pair.Second.Label ? 0.0 : 1);
        Assert.InRange(changed, 0.3, 0.65); // kappa 0.45 over eight even types: about half are read otherwise
        Assert.Equal(CohortData.Divide(store, seed: 1).Test.Sequences, test.Sequences);
        Assert.Equal(training.ReadPixels(training.TrainingCt[0]), read.ReadPixels(read.TrainingCt[0]));
        Assert.Throws<ArgumentException>(() => read.ReadPixels(read.TrainingCt[0] with { Label = "nobody's" }));
    }

    [Fact]
    public void A_share_of_relabelled_patients_keeps_their_labels()
    {
        var store = StoreFixture.WriteBalanced(_folder.Path, each: 20, ct: 1, other: 0, wsi: 1);
        var read = SingleReader.Read(CohortData.Divide(store, seed: 1).Training, 0.45, 1);
        Assert.All(read.Of(0.5).TrainingCt, row => Assert.Contains(row, read.TrainingCt));
        Assert.All(read.Without(0, 4).TrainingCt, row => Assert.Contains(row, read.TrainingCt));
    }
}
