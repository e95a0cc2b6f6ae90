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
    /// <summary>
    /// Checksum of the voxels of a series' middle slice, whatever its files say beside them; null where it is blank, where there are only
    /// frames, and where contents were not asked for.
    /// </summary>
    public string? MiddleSlice { get; private init; }

    /// <summary>Opens a source.</summary>
    public static SourceInspection Inspect(CohortSource source, bool contents)
    {
        if (source.Drawn is { } drawn)
        {
            return new SourceInspection(
                source, source.Ct is null ? null : drawn.Facts(source.Ct), source.Slide is null ? null : drawn.Facts(source.Slide), [],
                contents ? [drawn.Stamp] : []);
        }

        var problems = new List<string>();
        SeriesFacts? series = null;
        SlideFacts? slide = null;
        IReadOnlyList<string> sums = [];
        string? middle = null;
        try
        {
            sums = contents ? [.. source.Files.Select(Sum)] : [];
            if (source.Ct is not null)
            {
                series = LookInto(source.Ct, source.Path, problems, out var volume);
                middle = contents && volume is not null ? MiddleOf(volume) : null;
            }

            slide = source.Slide is null ? null : LookInto(source.Slide, source.Path, problems);
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

    private static SeriesFacts? LookInto(CtEntry entry, string path, List<string> problems, out CtVolume? volume)
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
            volume = Volume(path, problems);
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
    private static CtVolume? Volume(string path, List<string> problems)
    {
        try
        {
            return CtReaders.Read(path);
        }
        catch (InputException) when (CtReaders.Find(path)?.Problems(path) is { Count: > 0 } all)
        {
            problems.AddRange(all);
            return null;
        }
    }

    private static SlideFacts? LookInto(SlideEntry entry, string path, List<string> problems)
    {
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

        using var slide = WholeSlides.Open(path);
        slide.ReadRegion(slide.Width / 2, slide.Height / 2, 1, 1, new byte[3]);
        return new SlideFacts(entry, null, slide.Width, slide.Height, slide.MicronsPerPixel);
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
