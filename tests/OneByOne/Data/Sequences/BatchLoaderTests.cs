using MhdNet.Data.Sequences;
using MhdNet.Runtime;
using TorchSharp;

namespace MhdNet.Tests.Data;

public sealed class BatchLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SequenceStore _store;
    private readonly TrainingData _data;

    public BatchLoaderTests()
    {
        _store = StoreFixture.Write(
            _folder.Path, [("a", "A", "train", 2, 1, 2), ("b", "TC", "train", 2, 0, 0), ("t", "A", "test", 1, 0, 1),
            .. Enumerable.Range(0, 4).Select(i => ($"v{i}", i % 2 == 0 ? "A" : "TC", "train", 1, 0, 0))]);
        _data = CohortData.Divide(_store, seed: 0).Training;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_batch_is_normalised_and_says_which_of_it_have_pathology()
    {
        var rows = _store.Rows.ToDictionary(row => row.SeqId);
        using var batch = new BatchLoader(_data)
            .Load([_data.Pair(rows["b_ct1"], 0), _data.Pair(rows["a_other0"], 0), _data.Pair(rows["a_ct0"], 0)], null);
        Assert.Equal([3, 1, 2, 4, 4], batch.Ct.shape);
        Assert.Equal([1, 3, 2, 4, 4], batch.Wsi!.shape);
        Assert.Equal([2L], batch.Paired.data<long>().ToArray());
        Assert.Equal([7L, 8L, 0L], batch.Labels.data<long>().ToArray());
        var number = _store.Rows.ToList().FindIndex(row => row.SeqId == "b_ct1");
        var expected = Enumerable.Range(0, 32).Select(i => i % 4 == 0 ? 1f : ((number / 255f) - 0.5f) / 0.5f);
        Assert.Equal(expected, batch.Ct[0].contiguous().data<float>().ToArray());
    }

    [Fact]
    public void A_batch_without_pathology_has_none()
    {
        using var batch = new BatchLoader(_data).Load([_data.Pair(_store.Rows.First(row => row.SeqId == "b_ct0"), 0)], null);
        Assert.Null(batch.Wsi);
        Assert.Equal([0L], batch.Paired.shape);
        Assert.Equal(torch.ScalarType.Int64, batch.Paired.dtype);
    }

    [Fact]
    public void A_sequence_is_mirrored_whole_or_not_at_all()
    {
        var pair = _data.Pair(_store.Rows.First(row => row.SeqId == "a_ct0"), 0);
        var loader = new BatchLoader(_data, augmentation: Augmentation.Mirror);
        using var plain = loader.Load([pair], null);
        var (ctFlips, wsiFlips, together) = (0, 0, 0);
        for (var seed = 0UL; seed < 64; seed++)
        {
            using var batch = loader.Load([pair], seed);
            using var again = loader.Load([pair], seed);
            Assert.True(batch.Ct.Equals(again.Ct));
            var (ct, wsi) = (Flipped(plain.Ct, batch.Ct), Flipped(plain.Wsi!, batch.Wsi!));
            (ctFlips, wsiFlips, together) = (ctFlips + (ct ? 1 : 0), wsiFlips + (wsi ? 1 : 0), together + (ct == wsi ? 1 : 0));
        }

        Assert.InRange(ctFlips, 16, 48);
        Assert.InRange(wsiFlips, 16, 48);
        Assert.InRange(together, 16, 48);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)] // more than there are batches
    public void Batches_loaded_ahead_come_in_order_equal_those_loaded_alone_and_leave_no_tensors(int workers)
    {
        var batches = new EpochSampler(_data, 2, seed: 0, thinOther: false).Epoch(0);
        var loader = new BatchLoader(_data, workers: workers, augmentation: Augmentation.Full);
        var before = torch.Tensor.TotalCount;
        var i = 0;
        foreach (var batch in loader.LoadAll(batches, 5))
        {
            using (batch)
            using (var alone = loader.Load(batches[i++], 5))
            {
                Assert.True(batch.Ct.Equals(alone.Ct));
                Assert.True(batch.Labels.Equals(alone.Labels));
            }
        }

        Assert.Equal(batches.Count, i);
        foreach (var batch in loader.LoadAll(batches, null))
        {
            batch.Dispose();
            break;
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void A_damaged_file_stops_the_epoch_with_its_line()
    {
        var batches = new EpochSampler(_data, 2, seed: 0, thinOther: false).Epoch(0);
        File.Delete(Path.Combine(_folder.Path, "pixels", batches[1][0].Ct.SeqId + ".npy"));
        Assert.Throws<InputException>(() =>
        {
            foreach (var batch in new BatchLoader(_data).LoadAll(batches, null))
            {
                batch.Dispose();
            }
        });
    }

    private static bool Flipped(torch.Tensor plain, torch.Tensor seen)
    {
        using var mirrored = plain.flip(4);
        Assert.True(seen.Equals(plain) || seen.Equals(mirrored));
        return !seen.Equals(plain);
    }
}
