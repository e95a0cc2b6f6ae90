
namespace MhdNet.Data.Sequences;

/// <summary>
/// The test: tumour CT sequences of the test patients (Sec. IV-A: `other` does not count in it), each with pathology of the same patient
/// or none; beside it their `other` sequences, and the extra patients. Only evaluation is given this type.
/// </summary>
public sealed class TestData : ISequenceSource
{
    private readonly SequenceStore _store;
    private readonly HashSet<SequenceRow> _rows;

    internal TestData(SequenceStore store, PatientSplit split)
    {
        _store = store;
        var pathology = store.Rows.Where(row => row.Modality == Modality.Wsi).ToLookup(row => row.PatientId);
        IEnumerable<SequenceRow> Ct(IReadOnlySet<string> patients, bool other) =>
            store.Rows.Where(row => row.Modality == Modality.Ct && patients.Contains(row.PatientId)
                && row.Label == LabelSet.Other == other);
        IReadOnlyList<PairedSequence> Paired(IReadOnlySet<string> patients) =>
        [
            .. Ct(patients, other: false).GroupBy(row => row.PatientId)
                .SelectMany(patient => patient.Select((ct, i) => new PairedSequence(ct, InTurn([.. pathology[patient.Key]], i)))),
        ];

        Sequences = Paired(split.Test);
        Other = [.. Ct(split.Test, other: true).Select(row => new PairedSequence(row, null))];
        Extra = Paired(split.Extra);
        _rows = [.. Sequences.Concat(Other).Concat(Extra).SelectMany(pair => new[] { pair.Ct, pair.Wsi }).OfType<SequenceRow>()];
    }

    /// <inheritdoc/>
    public LabelSet Labels => _store.Labels;

    /// <summary>Whether the sequences are of the phantom.</summary>
    public bool Synthetic => _store.Synthetic;

    /// <summary>The fingerprint of the sequence store these come from.</summary>
    public string Fingerprint => _store.Fingerprint;

    /// <inheritdoc/>
    public int Frames => _store.Frames;

    /// <inheritdoc/>
    public int Size => _store.Size;

    /// <summary>The test sequences. A patient's pathology sequences are dealt to its CT sequences in turn; never by label.</summary>
    public IReadOnlyList<PairedSequence> Sequences { get; }

    /// <summary>The `other` CT sequences of the test patients: whether they are known as such is asked apart (Sec. IV-A).</summary>
    public IReadOnlyList<PairedSequence> Other { get; }

    /// <summary>
    /// The tumour CT sequences of the extra patients (<see cref="PatientSplit.Extra"/>), paired as those of the test are.
    /// </summary>
    public IReadOnlyList<PairedSequence> Extra { get; }

    /// <inheritdoc/>
    public byte[] ReadPixels(SequenceRow row) =>
        _rows.Contains(row) ? _store.ReadPixels(row) : throw new ArgumentException($"{row?.SeqId} is not of the test", nameof(row));

    private static SequenceRow? InTurn(List<SequenceRow> rows, int i) => rows.Count == 0 ? null : rows[i % rows.Count];
}
