
namespace MhdNet.Data.Sequences;

/// <summary>
/// Everything training may see: the sequences of training and validation patients. It holds no row of a test patient and reads no pixels
/// of one; code that is given this type cannot look at the test.
/// </summary>
public sealed class TrainingData : ISequenceSource
{
    private readonly SequenceStore _store;
    private readonly List<SequenceRow> _rows;   // in the order of the store
    private readonly HashSet<SequenceRow> _owned;
    private readonly IReadOnlySet<string> _training, _validation;
    private readonly ILookup<string, SequenceRow> _ofPatient, _ofType;
    private readonly int? _placebo;

    internal TrainingData(SequenceStore store, PatientSplit split)
        : this(store, store.Rows, split.Training, split.Validation, placebo: null)
    {
    }

    private TrainingData(
        SequenceStore store, IEnumerable<SequenceRow> rows, IReadOnlySet<string> training, IReadOnlySet<string> validation, int? placebo)
    {
        (_store, _training, _validation, _placebo) = (store, training, validation, placebo);
        _rows = [.. rows.Where(row => training.Contains(row.PatientId) || validation.Contains(row.PatientId))];
        _owned = [.. _rows];
        var pathology = _rows.Where(row => row.Modality == Modality.Wsi).OrderBy(row => row.SeqId, StringComparer.Ordinal).ToList();
        _ofPatient = placebo is { } seed ? PlaceboPathology.Deal(pathology, training, seed) : pathology.ToLookup(row => row.PatientId);
        _ofType = pathology.Where(row => training.Contains(row.PatientId)).ToLookup(row => row.Label);
        TrainingCt = Ct(training);
        ValidationCt = Ct(validation);
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

    /// <summary>CT sequences of the training patients, `other` included.</summary>
    public IReadOnlyList<SequenceRow> TrainingCt { get; }

    /// <summary>CT sequences of the validation patients, `other` included.</summary>
    public IReadOnlyList<SequenceRow> ValidationCt { get; }

    /// <summary>
    /// The same with a share of the training patients: of each type that share, rounded up. A smaller share is a part of a larger one.
    /// Validation patients stay.
    /// </summary>
    /// <param name="share">Above 0, at most 1.</param>
    public TrainingData Of(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return OfPatients(ByType().SelectMany(type => type.Take((int)Math.Ceiling(type.Count * share))));
    }

    /// <summary>
    /// The same without a fold of the training patients: every patient is in one fold, every type as evenly in all of them as its number
    /// allows. Validation patients stay.
    /// </summary>
    /// <param name="fold">The fold to leave out, from 0.</param>
    /// <param name="folds">How many folds there are.</param>
    public TrainingData Without(int fold, int folds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fold);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fold, folds);
        // dealt on from type to type: small types all begin elsewhere
        return OfPatients(ByType().SelectMany(type => type).Where((_, i) => i % folds != fold));
    }

    /// <summary>The same patients under other labels.</summary>
    /// <param name="label">The new label, of a patient's id and the label of one of its sequences.</param>
    public TrainingData Relabelled(Func<string, string, string> label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new(_store, _rows.Select(row => row with { Label = label(row.PatientId, row.Label) }), _training, _validation, _placebo);
    }

    /// <summary>
    /// The same, every patient's pathology replaced by that of a training patient of another type (<see cref="PlaceboPathology"/>); what
    /// <see cref="Pairing.OtherType"/> pairs with.
    /// </summary>
    /// <param name="seed">Decides whose.</param>
    public TrainingData WithPlacebo(int seed) => new(_store, _rows, _training, _validation, seed);

    /// <summary>Pairs a CT sequence with a pathology sequence, drawn by <paramref name="draw"/> (say, the epoch).</summary>
    /// <param name="ct">A CT sequence of a training or validation patient.</param>
    /// <param name="draw">Another draw, another of the pathology sequences there are.</param>
    /// <param name="pairing">Whose pathology.</param>
    /// <returns>The pair; without pathology for `other`, and where there is none of the patient or type.</returns>
    /// <exception cref="ArgumentException">
    /// Not a CT sequence of a training or validation patient, or a placebo is asked for and the data has none.
    /// </exception>
    public PairedSequence Pair(SequenceRow ct, long draw, Pairing pairing = Pairing.SamePatient)
    {
        Owned(ct);
        if (ct.Modality != Modality.Ct)
        {
            throw new ArgumentException($"{ct.SeqId} is no CT sequence", nameof(ct));
        }

        if (pairing == Pairing.OtherType && _placebo is null)
        {
            throw new ArgumentException("the patients have their own pathology: take WithPlacebo first", nameof(pairing));
        }

        SequenceRow[] candidates = ct.Label == LabelSet.Other ? [] : [.. pairing == Pairing.SameType
            ? _ofType[ct.Label] : _ofPatient[ct.PatientId]];
        return new PairedSequence(ct, candidates.Length == 0 ? null : candidates[Draw.Index(0, ct.SeqId, draw, candidates.Length)]);
    }

    /// <inheritdoc/>
    public byte[] ReadPixels(SequenceRow row)
    {
        Owned(row);
        return _store.ReadPixels(row);
    }

    // training patients of each type, shuffled
    private IEnumerable<List<string>> ByType() =>
        TrainingCt.GroupBy(row => row.PatientId, (id, rows) => (Id: id, Type: rows.Select(row => row.Label).Order(StringComparer.Ordinal)
            .FirstOrDefault(label => label != LabelSet.Other)))
            .GroupBy(patient => patient.Type, patient => patient.Id)
            .Select(type => Draw.Shuffled(type, id => id, seed: 0));

    private TrainingData OfPatients(IEnumerable<string> training) => new(_store, _rows, training.ToHashSet(), _validation, _placebo);

    private void Owned(SequenceRow row)
    {
        if (!_owned.Contains(row))
        {
            throw new ArgumentException($"{row.SeqId} is of no training or validation patient", nameof(row));
        }
    }

    private List<SequenceRow> Ct(IReadOnlySet<string> patients) =>
        [.. _rows.Where(row => row.Modality == Modality.Ct && patients.Contains(row.PatientId))];
}
