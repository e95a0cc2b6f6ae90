namespace MhdNet.Data.Sequences;

/// <summary>A CT sequence with the pathology sequence it is seen with.</summary>
/// <param name="Ct">The CT sequence.</param>
/// <param name="Wsi">A pathology sequence of the same patient; null for `other`, which has no pathology, and for patients without
/// slides.</param>
public sealed record PairedSequence(SequenceRow Ct, SequenceRow? Wsi);
