
using MhdNet.Data.Ct.Dicom;
using MhdNet.Data.Frames;
using MhdNet.Data.Sequences;
using MhdNet.Phantom;

namespace MhdNet.Data.Cohorts;

/// <summary>A series or slide of a cohort that can be opened.</summary>
/// <param name="At">The row that names it, `ct.csv:17`.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Ct">The row, of a series.</param>
/// <param name="Slide">The row, of a slide.</param>
/// <param name="Drawn">How it is drawn, where a synthetic cohort does not keep it.</param>
internal sealed record CohortSource(string At, string Path, CtEntry? Ct, SlideEntry? Slide, PhantomSource? Drawn)
{
    /// <summary>CT or WSI.</summary>
    public Modality Modality => Ct is not null ? Modality.Ct : Modality.Wsi;

    /// <summary>The patient.</summary>
    public string PatientId => Ct?.PatientId ?? Slide!.PatientId;

    /// <summary>As the row names it.</summary>
    public string Name => Ct?.Series ?? Slide!.Slide;

    /// <summary>The files it consists of; the order does not matter but for ready frames.</summary>
    public IReadOnlyList<string> Files => File.Exists(Path) ? [Path] : FrameFolder.Is(Path) ? FrameFolder.Open(Path).Files : DicomReader.Files(Path);
}
