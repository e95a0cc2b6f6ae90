using System.Runtime.InteropServices;
using MhdNet.Data.Ct;
using MhdNet.Data.Frames;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Data.Cohorts;

/// <summary>
/// One series or slide, opened: every slice's head and length, every tile's place, every frame. What a synthetic cohort does not keep is
/// told from its record.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Series">What a series told; null where it cannot be read.</param>
/// <param name="Slide">What a slide told; null where it cannot be read.</param>
/// <param name="Problems">What is wrong, a line each.</param>
/// <param name="Contents">One checksum per file, in the order of <see cref="CohortSource.Files"/>, or what those that are not kept are
/// drawn from; empty where they were not asked for.</param>
internal sealed record SourceInspection(CohortSource Source, SeriesFacts? Series, SlideFacts? Slide, IReadOnlyList<string> Problems,
    IReadOnlyList<string> Contents)
{
    /// <summary>What to say of files that were drawn, in a cohort that does not say so.</summary>
    public const string SyntheticUnsaid = "drawn by MhdNet's phantom, not scanned, as the file itself says, in a cohort that is not said "
        + "to be synthetic: write \"synthetic\": true into " + CohortReader.HeadName;

    /// <summary>
    /// Checksum of the voxels of a series' middle slice, whatever its files say beside them; null where it is blank, where there are only
    /// frames, and where contents were not asked for.
    /// </summary>
    public string? MiddleSlice { get; private init; }

    /// <summary>Opens a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="contents">Whether to read every byte.</param>
    /// <param name="synthetic">Whether its cohort is said to be synthetic.</param>
    /// <param name="options">What would be made of it, and what is stated of its files.</param>
    public static SourceInspection Inspect(CohortSource source, bool contents, bool synthetic, PreprocessingOptions options)
    {
        if (source.Drawn is { } record)
        {
            return new SourceInspection(
                source, source.Ct is null ? null : record.Facts(source.Ct), source.Slide is null ? null : record.Facts(source.Slide), [],
                contents ? [record.Stamp] : []);
        }

        var problems = new List<string>();
        SeriesFacts? series = null;
        SlideFacts? slide = null;
        IReadOnlyList<string> sums = [];
        string? middle = null;
        try
        {
            // what is no image is found before it is read to its end, which may be far away
            var drawn = false;
            if (source.Ct is not null)
            {
                series = LookInto(source.Ct, source.Path, options, problems, out var volume);
                middle = contents && volume is not null ? MiddleOf(volume) : null;
                drawn = volume?.Remarks.Synthetic ?? false;
            }

            slide = source.Slide is null ? null : LookInto(source.Slide, source.Path, options, problems, out drawn);
            if (drawn && !synthetic)
            {
                problems.Add($"{source.Path}: {SyntheticUnsaid}");
            }

            sums = contents && (series is not null || slide is not null) ? [.. source.Files.Select(Sum)] : [];
        }
        catch (Exception failure) when (InputException.Covers(failure))
        {
            problems.Add(failure.Message.ReplaceLineEndings(" "));
        }

        return new SourceInspection(source, series, slide, [.. problems.Select(problem => $"{source.At}: {problem}")], sums)
        {
            MiddleSlice = middle,
        };
    }

    private static string? MiddleOf(CtVolume volume)
    {
        var slice = volume.Slice(volume.Slices / 2);
        return slice.ContainsAnyExcept(slice[0]) ? Checksum.Compute(MemoryMarshal.AsBytes(slice)) : null;
    }

    private static SeriesFacts? LookInto(CtEntry entry, string path, PreprocessingOptions options, List<string> problems,
        out CtVolume? volume)
    {
        SeriesFacts facts;
        volume = null;
        if (CtReaders.IsReadyFrames(path))
        {
            var frames = FrameFolder.Open(path);
            frames.RequireGrey();
            var first = FrameImage.Read(frames.Files[0]);
            facts = new SeriesFacts(entry, true, frames.Files.Count, first.Rows, first.Columns, null, null, null, "", null, []);
        }
        else
        {
            volume = Volume(path, entry.StatedHounsfield || options.AssumeHounsfield, problems);
            if (volume is null)
            {
                return null;
            }

            var remarks = volume.Remarks;
            facts = new SeriesFacts(
                entry, false, volume.Slices, volume.Rows, volume.Columns, volume.RowSpacing, volume.SliceSpacing, remarks.Thickness,
                remarks.Sex, remarks.Age,
                volume.Notes);
        }

        if (entry.TumourLast >= facts.Slices)
        {
            problems.Add($"{path}: the tumour is said to end at slice {entry.TumourLast}, but there are {facts.Slices} (counted from 0): "
                + $"correct {CohortReader.CtName}");
        }

        return facts;
    }

    // reading stops at the first file that cannot be read: all such files are named, where the reader knows them
    private static CtVolume? Volume(string path, bool assumeHounsfield, List<string> problems)
    {
        try
        {
            return CtReaders.Read(path, assumeHounsfield);
        }
        catch (InputException) when (CtReaders.Find(path)?.Problems(path) is { Count: > 0 } all)
        {
            problems.AddRange(all);
            return null;
        }
    }

    private static SlideFacts? LookInto(SlideEntry entry, string path, PreprocessingOptions options, List<string> problems,
        out bool drawn)
    {
        drawn = false;
        if (FrameFolder.Is(path))
        {
            var frames = FrameFolder.Open(path);
            frames.RequireColour();
            var first = FrameImage.Read(frames.Files[0]);
            return new SlideFacts(entry, frames.Files.Count, first.Columns, first.Rows, null);
        }

        if (!File.Exists(path))
        {
            throw new InputException($"{path}: a folder without frames: give a slide (.svs, .tif, "
                + ".tiff) or a folder of PNG or JPEG frames");
        }

        problems.AddRange(TiffRanges.Problems(path));
        if (problems.Count > 0)
        {
            return null;
        }

        using var slide = WholeSlides.Open(path, entry.MicronsPerPixel, options.SlideMicronsPerPixel);
        slide.ReadRegion(slide.Width / 2, slide.Height / 2, 1, 1, new byte[3]);
        drawn = slide.Synthetic;
        var note = entry.IsTumour ? PatchGrid.Create(slide, options with { NormaliseStain = false }).Note : slide.Note;
        return new SlideFacts(entry, null, slide.Width, slide.Height, slide.MicronsPerPixel) { Note = note };
    }

    private static string Sum(string file)
    {
        if (new FileInfo(file).Length == 0)
        {
            throw new InputException($"{file}: empty, or no file on a disk: fetch it again");
        }

        return Checksum.OfFile(file);
    }
}
