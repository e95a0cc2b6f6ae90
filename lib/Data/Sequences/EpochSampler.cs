namespace MhdNet.Data.Sequences;

/// <summary>
/// The batches of each epoch: every training CT sequence once, in an order, and with pathology, that depend on seed and epoch only.
/// </summary>
public sealed class EpochSampler
{
    private readonly TrainingData _data;
    private readonly int _batchSize;
    private readonly ulong _seed;
    private readonly bool _thinOther;
    private readonly Pairing _pairing;

    /// <summary>Plans epochs.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="batchSize">CT sequences a batch; the last batch may be smaller, or larger by one.</param>
    /// <param name="seed">Order, pairing and thinning.</param>
    /// <param name="thinOther">
    /// Whether `other`, which can outnumber all types, is sampled down to the mean count of one type, anew each epoch.
    /// </param>
    /// <param name="pairing">Which pathology a CT sequence is seen with.</param>
    public EpochSampler(TrainingData data, int batchSize, int seed, bool thinOther, Pairing pairing = Pairing.SamePatient)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (_data, _batchSize, _seed, _thinOther, _pairing) = (data, batchSize, (ulong)seed, thinOther, pairing);
    }

    /// <summary>
    /// The batches of one epoch. A last batch of one sequence, which batch normalisation could not take, joins the one before.
    /// </summary>
    /// <param name="epoch">From 0.</param>
    public IReadOnlyList<IReadOnlyList<PairedSequence>> Epoch(int epoch)
    {
        var order = Draw.Shuffled(_data.TrainingCt, row => row.SeqId, Draw.Bits(_seed, "order", epoch));
        if (_thinOther)
        {
            order = Thin(order);
        }

        var batches = order.Select(row => _data.Pair(row, unchecked((long)Draw.Bits(_seed, "pair", epoch)), _pairing))
            .Chunk(_batchSize).ToList();
        if (batches.Count > 1 && batches[^1].Length == 1)
        {
            batches[^2] = [.. batches[^2], .. batches[^1]];
            batches.RemoveAt(batches.Count - 1);
        }

        return batches;
    }

    // the order is shuffled, so its first `other` sequences are a sample
    private static List<SequenceRow> Thin(List<SequenceRow> order)
    {
        var types = order.Where(row => row.Label != LabelSet.Other).GroupBy(row => row.Label).Select(group => group.Count()).ToList();
        if (types.Count == 0)
        {
            return order;
        }

        var kept = (int)Math.Round(types.Average(), MidpointRounding.AwayFromZero);
        var others = 0;
        return [.. order.Where(row => row.Label != LabelSet.Other || others++ < kept)];
    }
}
