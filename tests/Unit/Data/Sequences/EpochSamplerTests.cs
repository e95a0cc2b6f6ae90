
using MhdNet.Data;
using MhdNet.Data.Sequences;

namespace MhdNet.Tests.Data;

public sealed class EpochSamplerTests(BalancedStores stores) : IClassFixture<BalancedStores>
{
    private readonly TrainingData _data = CohortData.Divide(stores.Of(each: 4, ct: 2, other: 5), seed: 0).Training;

    [Fact]
    public void Every_training_sequence_comes_once_an_epoch_and_no_other()
    {
        var epoch = new EpochSampler(_data, 8, seed: 1, thinOther: false).Epoch(0);
        Assert.Equal(_data.TrainingCt.Select(row => row.SeqId).Order(),
            epoch.SelectMany(batch => batch).Select(pair => pair.Ct.SeqId).Order());
        Assert.All(epoch.SkipLast(1), batch => Assert.Equal(8, batch.Count));
    }

    [Fact]
    public void Seed_and_epoch_alone_decide()
    {
        string Text(int seed, int epoch) => string.Join(" ",
            new EpochSampler(_data, 4, seed, true).Epoch(epoch).SelectMany(batch => batch).Select(pair => pair.Ct.SeqId + pair.Wsi?.SeqId));
        var sampler = new EpochSampler(_data, 4, 7, true);
        sampler.Epoch(0);
        sampler.Epoch(1);
        Assert.Equal(Text(7, 2),
            string.Join(" ", sampler.Epoch(2).SelectMany(batch => batch).Select(pair => pair.Ct.SeqId + pair.Wsi?.SeqId)));
        Assert.NotEqual(Text(7, 2), Text(7, 3));
        Assert.NotEqual(Text(7, 2), Text(8, 2));
    }

    [Fact]
    public void Order_and_pairing_each_change_with_the_seed_and_with_the_epoch()
    {
        List<PairedSequence> Drawn(int seed, int epoch) =>
            [.. new EpochSampler(_data, 4, seed, thinOther: false, Pairing.SameType).Epoch(epoch).SelectMany(batch => batch)];
        IEnumerable<string> Order(int seed, int epoch) => Drawn(seed, epoch).Select(pair => pair.Ct.SeqId);
        IEnumerable<string?> Pathology(int seed, int epoch) =>
            Drawn(seed, epoch).OrderBy(pair => pair.Ct.SeqId, StringComparer.Ordinal).Select(pair => pair.Wsi?.SeqId);
        foreach (var (seed, epoch) in new[] { (7, 3), (8, 2) })
        {
            Assert.NotEqual(Order(7, 2), Order(seed, epoch));
            Assert.NotEqual(Pathology(7, 2), Pathology(seed, epoch));
        }
    }

    [Fact]
    public void Pairing_by_type_reaches_other_patients_and_pairing_by_patient_none()
    {
        IEnumerable<PairedSequence> Pairs(Pairing pairing) => new EpochSampler(_data, 4, seed: 1, thinOther: false, pairing)
            .Epoch(0).SelectMany(batch => batch).Where(pair => pair.Wsi is not null);
        Assert.All(Pairs(Pairing.SamePatient), pair => Assert.Equal(pair.Ct.PatientId, pair.Wsi!.PatientId));
        Assert.All(Pairs(Pairing.SameType), pair => Assert.Equal(pair.Ct.Label, pair.Wsi!.Label));
        Assert.Contains(Pairs(Pairing.SameType), pair => pair.Ct.PatientId != pair.Wsi!.PatientId);
    }

    [Fact]
    public void Thinned_other_is_as_frequent_as_the_mean_type_and_drawn_anew()
    {
        var sampler = new EpochSampler(_data, 4, seed: 1, thinOther: true);
        var types = _data.TrainingCt.Where(row => row.Label != LabelSet.Other).GroupBy(row => row.Label).Average(group => group.Count());
        var drawn = Enumerable.Range(0, 20).Select(epoch => sampler.Epoch(epoch)
            .SelectMany(batch => batch).Where(pair => pair.Ct.Label == LabelSet.Other).Select(pair => pair.Ct.SeqId).ToHashSet()).ToList();
        Assert.All(drawn, others => Assert.Equal((int)Math.Round(types, MidpointRounding.AwayFromZero), others.Count));
        Assert.True(drawn.SelectMany(others => others).Distinct().Count() > 3 * drawn[0].Count);
        Assert.Equal(
            _data.TrainingCt.Count(row => row.Label != LabelSet.Other),
            sampler.Epoch(0).SelectMany(batch => batch).Count(pair => pair.Ct.Label != LabelSet.Other));
    }

    [Fact]
    public void A_last_batch_of_one_joins_the_one_before()
    {
        var count = _data.TrainingCt.Count;
        for (var size = 2; size <= count + 1; size++)
        {
            var batches = new EpochSampler(_data, size, seed: 1, thinOther: false).Epoch(0);
            Assert.All(batches, batch => Assert.InRange(batch.Count, 2, size + 1));
            Assert.Equal(count, batches.Sum(batch => batch.Count));
        }
    }

    [Theory]
    [InlineData(8, 2, 4)]
    [InlineData(18, 2, 9)]
    [InlineData(40, 2, 9)]   // room for more classes than there are
    [InlineData(3, 2, 2)]    // two classes at least: one has nothing to be told from
    [InlineData(8, 20, 2)]   // more sequences than a class has
    public void Balanced_batches_have_as_many_sequences_of_every_class_that_is_in_them(int size, int each, int classes)
    {
        var plain = new EpochSampler(_data, size, seed: 1, thinOther: false).Epoch(3);
        var balanced = new EpochSampler(_data, size, seed: 1, thinOther: false, ofEachClass: each).Epoch(3);
        Assert.Equal(plain.Count, balanced.Count);
        Assert.All(balanced, batch =>
        {
            var groups = batch.GroupBy(pair => pair.Ct.Label).ToList();
            Assert.Equal(classes, groups.Count);
            Assert.All(groups, group =>
            {
                Assert.Equal(each, group.Count());
                var has = _data.TrainingCt.Count(row => row.Label == group.Key);
                Assert.Equal(Math.Min(each, has), group.Select(pair => pair.Ct.SeqId).Distinct().Count());
            });
        });
        var times = balanced.SelectMany(batch => batch.Select(pair => pair.Ct.Label).Distinct()).CountBy(label => label).ToList();
        Assert.InRange(times.Max(entry => entry.Value) - times.Min(entry => entry.Value), 0, 1);
    }

    [Fact]
    public void Of_balanced_batches_seed_and_epoch_alone_decide()
    {
        string Text(int seed, int epoch) => string.Join(" ", new EpochSampler(_data, 8, seed, true, ofEachClass: 2).Epoch(epoch)
            .SelectMany(batch => batch).Select(pair => pair.Ct.SeqId + pair.Wsi?.SeqId));
        Assert.Equal(Text(7, 2), Text(7, 2));
        Assert.NotEqual(Text(7, 2), Text(7, 3));
        Assert.NotEqual(Text(7, 2), Text(8, 2));
    }

    [Fact]
    public void A_class_gives_all_its_sequences_before_it_gives_one_again()
    {
        var drawn = new EpochSampler(_data, 8, seed: 1, thinOther: false, ofEachClass: 2).Epoch(0).SelectMany(batch => batch);
        Assert.All(drawn.GroupBy(pair => pair.Ct.Label), group =>
        {
            var times = group.CountBy(pair => pair.Ct.SeqId).Select(entry => entry.Value).ToList();
            var has = _data.TrainingCt.Count(row => row.Label == group.Key);
            Assert.Equal(Math.Min(has, group.Count()), times.Count);
            Assert.InRange(times.Max() - times.Min(), 0, 1);
        });
    }
}
