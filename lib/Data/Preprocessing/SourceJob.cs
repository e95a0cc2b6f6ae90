using System.Globalization;
using System.Text;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Data.Frames;
using MhdNet.Data.Sequences;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>One series or slide to preprocess, and how its finished state is recognised.</summary>
/// <param name="Patient">Whose it is.</param>
/// <param name="Modality">CT or WSI.</param>
/// <param name="Source">As in ct.csv or wsi.csv.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Name">Unique name in the store, fit for files; sequences are numbered under it.</param>
/// <param name="TumourFirst">CT: first slice with tumour.</param>
/// <param name="TumourLast">CT: last slice with tumour.</param>
/// <param name="Drawn">How it is drawn, where a synthetic cohort does not keep it.</param>
/// <param name="Synthetic">Whether its cohort is said to be synthetic.</param>
internal sealed record SourceJob(
    Patient Patient, Modality Modality, string Source, string Path, string Name, int? TumourFirst, int? TumourLast, IDrawnSource? Drawn,
    bool Synthetic)
{
    private const int WorkOfSlideByte = 10; // it is compressed, and every patch is judged

    /// <summary>All series, then all tumour slides, of a cohort.</summary>
    public static IReadOnlyList<SourceJob> Of(Cohort cohort)
    {
        var patients = cohort.Patients.ToDictionary(patient => patient.Id);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. cohort.Ct.Select(ct => new SourceJob(
                patients[ct.PatientId], Modality.Ct, ct.Series, cohort.PathOf(ct.Series), NameOf(ct.PatientId, "ct", names),
                ct.TumourFirst, ct.TumourLast,
                cohort.Origin?.Find(cohort.PathOf(ct.Series)), cohort.Synthetic)
            { StatedHounsfield = ct.StatedHounsfield }),
            .. cohort.Slides.Where(slide => slide.IsTumour).Select(slide => new SourceJob(
                patients[slide.PatientId], Modality.Wsi, slide.Slide, cohort.PathOf(slide.Slide),
                NameOf(slide.PatientId, "wsi", names), null, null,
                cohort.Origin?.Find(cohort.PathOf(slide.Slide)), cohort.Synthetic)
            { StatedMicrons = slide.MicronsPerPixel }),
        ];
    }

    /// <summary>CT: whether ct.csv says that its values are HU.</summary>
    public bool StatedHounsfield { get; init; }

    /// <summary>Slide: edge of a level-0 pixel in micrometres, where wsi.csv states it.</summary>
    public double? StatedMicrons { get; init; }

    /// <summary>How much work it is beside others, about.</summary>
    public long Weight { get; } = (Drawn?.Bytes ?? FilesOf(Path, Modality).Sum(file => new FileInfo(file) is { Exists: true } there
        ? there.Length : 0))
        * (Modality == Modality.Wsi ? WorkOfSlideByte : 1);

    /// <summary>The files that are read; none of a source that is drawn.</summary>
    public IReadOnlyList<string> Files => Drawn is null ? FilesOf(Path, Modality) : [];

    /// <summary>Whether it is a folder of ready frames.</summary>
    public bool IsReadyFrames => Drawn is null && (Modality == Modality.Ct ? CtReaders.IsReadyFrames(Path) : FrameFolder.Is(Path));

    /// <summary>Reads the series, or draws it.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public CtVolume OpenSeries(PreprocessingOptions options)
    {
        var volume = Drawn?.DrawSeries() ?? CtReaders.Read(Path, StatedHounsfield || options.AssumeHounsfield);
        RefuseUnsaid(volume.Remarks.Synthetic);
        return volume;
    }

    /// <summary>Opens the slide, or draws it.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public IWholeSlide OpenSlide(PreprocessingOptions options)
    {
        var slide = Drawn?.DrawSlide() ?? WholeSlides.Open(Path, StatedMicrons, options.SlideMicronsPerPixel);
        try
        {
            RefuseUnsaid(slide.Synthetic);
            return slide;
        }
        catch
        {
            slide.Dispose();
            throw;
        }
    }

    /// <summary>Changes when the content or the name of a file does, the reader, the tumour range, or the options.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public string Stamp(PreprocessingOptions options, LabelSet labels, FileSums sums)
    {
        var reader = Modality == Modality.Ct && Drawn is null ? CtReaders.StampOf(Path) : "";
        var other = Patient.Label == LabelSet.Other ? " other" : "";
        var stated = (StatedHounsfield ? " HU" : "") + (StatedMicrons is { } microns
            ? string.Create(CultureInfo.InvariantCulture, $" {microns} um") : "");
        var text = new StringBuilder(
            $"{options.Fingerprint} {labels.HasOther} {Modality} {Drawn?.Stamp ?? Source} {TumourFirst} {TumourLast}{other}{reader}{stated}"
            + "\n");
        foreach (var file in Drawn is null ? sums.Of(this) : [])
        {
            text.Append($"{file.Name} {file.Length} {file.Sha256}\n");
        }

        return Checksum.Compute(text.ToString());
    }

    /// <summary>A tumour range must lie within the series.</summary>
    public void RefuseTumourBeyond(int slices)
    {
        if (TumourLast >= slices)
        {
            throw new InputException($"{Path}: the tumour is said to end at slice {TumourLast}, but there are {slices} (counted from 0): "
                + $"correct {CohortReader.CtName}");
        }
    }

    /// <summary>The row of one of its sequences.</summary>
    public SequenceRow Row(StoredSequence sequence, int frames) => new(
        sequence.SeqId, Modality, Patient.Id, sequence.Other ? LabelSet.Other : Patient.Label, Patient.Split, Source, sequence.First,
        frames, sequence.Sha256);

    /// <summary>Sequences that it gives, from its head alone; of a slide, as if all of it were tissue.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public int Expected(PreprocessingOptions options)
    {
        if (Drawn is not null)
        {
            return Drawn.Expected(options);
        }

        if (IsReadyFrames)
        {
            return FrameFolder.Open(Path).Files.Count / options.Frames;
        }

        if (Modality == Modality.Ct)
        {
            var slices = OpenSeries(options).Slices;
            RefuseTumourBeyond(slices);
            return SliceRange.Trim(slices, options.DiscardFirst, options.DiscardLast).Cut(options.Frames).Count;
        }

        using var slide = OpenSlide(options);
        var grid = PatchGrid.Create(slide, options with { NormaliseStain = false });
        return (int)((long)grid.Columns * grid.Rows / options.Frames);
    }

    // a phantom that lost its cohort.json would pass for real data
    private void RefuseUnsaid(bool drawn)
    {
        if (drawn && !Synthetic)
        {
            throw new InputException($"{Path}: {SourceInspection.SyntheticUnsaid}");
        }
    }

    private static IReadOnlyList<string> FilesOf(string path, Modality modality) =>
        modality == Modality.Ct ? SourceFiles.OfSeries(path) : SourceFiles.OfSlide(path);

    // ids of hospitals hold slashes and spaces; the counter makes the cleaned name unique
    private static string NameOf(string patient, string modality, HashSet<string> names)
    {
        var clean = string.Concat(patient.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
        for (var number = 0; ; number++)
        {
            var name = $"{clean}_{modality}{number}";
            if (names.Add(name))
            {
                return name;
            }
        }
    }
}
