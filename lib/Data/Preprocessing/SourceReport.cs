using MhdNet.Data.Sequences;

namespace MhdNet.Data.Preprocessing;

/// <summary>
/// What became of one series or slide. Frames are slices of a CT, patches of a slide; each is counted in exactly one place.
/// </summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Modality">CT or WSI.</param>
/// <param name="Source">Series or slide, as in ct.csv or wsi.csv.</param>
/// <param name="Frames">Slices of the series, or whole patches of the slide.</param>
/// <param name="DiscardedFirst">CT: slices discarded at the superior end.</param>
/// <param name="DiscardedLast">CT: slices discarded at the inferior end.</param>
/// <param name="White">WSI: patches dropped as white.</param>
/// <param name="CellSparse">WSI: patches dropped as cell-sparse.</param>
/// <param name="Remainder">Frames left over after the last whole sequence.</param>
/// <param name="NotTumour">CT frames of sequences outside the tumour, dropped because the label set has no `other`.</param>
/// <param name="Used">Frames in sequences.</param>
/// <param name="Sequences">Sequences written.</param>
/// <param name="Other">Those of them that are `other`.</param>
/// <param name="Note">One remark where no sequence came out; may be empty.</param>
public sealed record SourceReport(
    string PatientId, Modality Modality, string Source, int Frames, int DiscardedFirst, int DiscardedLast, int White, int CellSparse,
    int Remainder, int NotTumour, int Used, int Sequences, int Other, string Note);
