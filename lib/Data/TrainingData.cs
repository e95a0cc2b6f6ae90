namespace MhdNet.Data;

/// <summary>
/// Everything training may see: the sequences of training and validation patients. It holds no row of a test patient and reads no pixels
/// of one; code that is given this type cannot look at the test.
/// </summary>
public sealed class TrainingData : ISequenceSource
{
    private readonly SequenceStore _store;
    private readonly HashSet<SequenceRow> _rows;
    private readonly Dictionary<string, List<SequenceRow>> _pathology;

    internal TrainingData(SequenceStore store, PatientSplit split)
    {
        _store = store;
        _rows = [.. store.Rows.Where(row => split.Training.Contains(row.PatientId) || split.Validation.Contains(row.PatientId))];
        _pathology = _rows.Where(row => row.Modality == Modality.Wsi).GroupBy(row => row.PatientId)
            .ToDictionary(group => group.Key, group => group.OrderBy(row => row.SeqId, StringComparer.Ordinal).ToList());
        TrainingCt = Ct(split.Training);
        ValidationCt = Ct(split.Validation);
    }

    /// <inheritdoc/>
    public Typing Typing => _store.Typing;

    /// <summary>Whether the sequences are of the phantom.</summary>
    public bool Synthetic => _store.Synthetic;

    /// <summary>The fingerprint of the sequence store these come from.</summary>
    public string Fingerprint => _store.Fingerprint;

    /// <inheritdoc/>
    public int Frames => _store.Frames;

    /// <inheritdoc/>
    public int Size => _store.Size;

    /// <summary>CT sequences of the training patients, `other` included.</summary>
    public IReadOnlyList<SequenceRow> TrainingCt { get; }

    /// <summary>CT sequences of the validation patients, `other` included.</summary>
    public IReadOnlyList<SequenceRow> ValidationCt { get; }

    /// <summary>Pairs a CT sequence with one of the same patient's pathology sequences, drawn by <paramref name="draw"/> (say, the epoch).</summary>
    /// <returns>The pair; without pathology for `other` and for patients without slides.</returns>
    /// <exception cref="ArgumentException">Not a CT sequence of a training or validation patient.</exception>
    public PairedSequence Pair(SequenceRow ct, long draw)
    {
        Owned(ct);
        if (ct.Modality != Modality.Ct)
        {
            throw new ArgumentException($"{ct.SeqId} is no CT sequence", nameof(ct));
        }

        return ct.Label == Typing.Other || !_pathology.TryGetValue(ct.PatientId, out var candidates)
            ? new PairedSequence(ct, null)
            : new PairedSequence(ct, candidates[Draw.Index(0, ct.SeqId, draw, candidates.Count)]);
    }

    /// <inheritdoc/>
    public byte[] ReadPixels(SequenceRow row)
    {
        Owned(row);
        return _store.ReadPixels(row);
    }

    private void Owned(SequenceRow row)
    {
        if (!_rows.Contains(row))
        {
            throw new ArgumentException($"{row.SeqId} is of no training or validation patient", nameof(row));
        }
    }

    private List<SequenceRow> Ct(IReadOnlySet<string> patients) =>
        [.. _store.Rows.Where(row => row.Modality == Modality.Ct && patients.Contains(row.PatientId))];
}
