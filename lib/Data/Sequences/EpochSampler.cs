namespace MhdNet.Data.Sequences;

/// <summary>
/// The batches of each epoch: every training CT sequence once, in an order, and with pathology, that depend on seed and epoch only.
/// Or as many batches in which every class that is in one has the same number of sequences.
/// </summary>
public sealed class EpochSampler
{
    private readonly TrainingData _data;
    private readonly int _batchSize;
    private readonly ulong _seed;
    private readonly bool _thinOther;
    private readonly Pairing _pairing;
    private readonly int? _ofEachClass;

    /// <summary>Plans epochs.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="batchSize">CT sequences a batch; the last batch may be smaller, or larger by one.</param>
    /// <param name="seed">Order, pairing and thinning.</param>
    /// <param name="thinOther">
    /// Whether `other`, which can outnumber all types, is sampled down to the mean count of one type, anew each epoch.
    /// </param>
    /// <param name="pairing">Which pathology a CT sequence is seen with.</param>
    /// <param name="ofEachClass">
    /// Sequences of each class in a batch, of as many classes as the batch has room for, at least two; null: sequences as they come. A
    /// class with fewer sequences gives some again.
    /// </param>
    public EpochSampler(
        TrainingData data, int batchSize, int seed, bool thinOther, Pairing pairing = Pairing.SamePatient, int? ofEachClass = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ofEachClass ?? 1, 1, nameof(ofEachClass));
        (_data, _batchSize, _seed, _thinOther, _pairing, _ofEachClass) =
            (data, batchSize, (ulong)seed, thinOther, pairing, ofEachClass);
    }

    /// <summary>
    /// The batches of one epoch. A last batch of one sequence, which batch normalisation could not take, joins the one before.
    /// Where classes are balanced there are as many batches as otherwise, and the sequences of a class lie side by side.
    /// </summary>
    /// <param name="epoch">From 0.</param>
    public IReadOnlyList<IReadOnlyList<PairedSequence>> Epoch(int epoch)
    {
        var order = Draw.Shuffled(_data.TrainingCt, row => row.SeqId, Draw.Bits(_seed, "order", epoch));
        if (_thinOther)
        {
            order = Thin(order);
        }

        var batches = order.Chunk(_batchSize).ToList();
        if (batches.Count > 1 && batches[^1].Length == 1)
        {
            batches[^2] = [.. batches[^2], .. batches[^1]];
            batches.RemoveAt(batches.Count - 1);
        }

        if (_ofEachClass is { } each)
        {
            batches = Balanced(order, each, batches.Count, epoch);
        }

        var draw = unchecked((long)Draw.Bits(_seed, "pair", epoch));
        return [.. batches.Select(batch => batch.Select(row => _data.Pair(row, draw, _pairing)).ToArray())];
    }

    // A batch takes the classes that were taken least often, lots deciding among equals; a class gives its sequences in the epoch's order,
    // over and over.
    private List<SequenceRow[]> Balanced(List<SequenceRow> order, int each, int batches, int epoch)
    {
        var classes = order.GroupBy(row => row.Label).ToDictionary(rows => rows.Key, rows => rows.ToArray());
        var taken = classes.Keys.ToDictionary(label => label, _ => 0);
        var room = Math.Max(2, _batchSize / each);
        return [.. Enumerable.Range(0, batches).Select(batch =>
        {
            var lots = Draw.Bits(_seed, "classes", ((long)epoch << 32) | (uint)batch);
            var chosen = classes.Keys.OrderBy(label => taken[label]).ThenBy(label => Draw.Bits(lots, label)).Take(room).ToList();
            return chosen.SelectMany(label =>
            {
                var first = each * taken[label]++;
                return Enumerable.Range(first, each).Select(i => classes[label][i % classes[label].Length]);
            }).ToArray();
        })];
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
