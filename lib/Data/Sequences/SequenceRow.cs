using MhdNet.Data.Cohorts;

namespace MhdNet.Data.Sequences;

/// <summary>Which of the two modalities a sequence is of.</summary>
public enum Modality
{
    /// <summary>Computed tomography: one channel.</summary>
    Ct,

    /// <summary>Whole slide image: three channels.</summary>
    Wsi,
}

/// <summary>A row of sequences.csv: one sequence of T frames (slices or patches) of one patient.</summary>
/// <param name="SeqId">Unique name in the store; also the name of the pixel file.</param>
/// <param name="Modality">CT or WSI.</param>
/// <param name="PatientId">The patient.</param>
/// <param name="Label">The patient's type, or `other` for CT without tumour.</param>
/// <param name="Split">As in patients.csv (<see cref="Patient.Splits"/>).</param>
/// <param name="Source">Series or slide, as in ct.csv or wsi.csv.</param>
/// <param name="First">CT: index of the first slice in the volume. WSI: rank of the first patch among those kept, in raster order.</param>
/// <param name="Count">Number of frames, T.</param>
/// <param name="Sha256">Checksum of the pixels, lower-case hexadecimal.</param>
public sealed record SequenceRow(
    string SeqId, Modality Modality, string PatientId, string Label, string Split, string Source, int First, int Count, string Sha256)
{
    /// <summary>1 for CT, 3 for WSI.</summary>
    public int Channels => Modality == Modality.Ct ? 1 : 3;
}
