namespace MhdNet.Data.Slides;

/// <summary>One pathology sequence.</summary>
/// <param name="First">Rank of its first patch among those kept.</param>
/// <param name="Pixels">uint8, (3, T, H, W).</param>
public sealed record SlideSequence(int First, byte[] Pixels);

/// <summary>Slides to sequences: a grid of patches, tissue filter, T patches a sequence in raster order (Sec. IV-A).</summary>
public static class SlideSequences
{
    /// <summary>The sequences of a slide; a remainder of fewer than T patches is dropped.</summary>
    /// <param name="grid">The slide's patches.</param>
    /// <param name="options">Those of the grid.</param>
    /// <param name="seen">Called with every patch, kept or dropped.</param>
    /// <param name="patches">Patches passed over at the start: those of a run that was interrupted after a sequence.</param>
    /// <param name="kept">Those of them that were kept, a multiple of T.</param>
    public static IEnumerable<SlideSequence> Of(PatchGrid grid, PreprocessingOptions options, Action<SlidePatch>? seen = null,
        int patches = 0, int kept = 0)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(options);
        return Group(grid, options, seen, patches, kept);
    }

    private static IEnumerable<SlideSequence> Group(PatchGrid grid, PreprocessingOptions options, Action<SlidePatch>? seen,
        int patches, int kept)
    {
        var resampler = new Resampler(options.PatchSize, options.PatchSize, new Resampler.Window(0, 0, options.PatchSize,
            options.PatchSize), options.Size);
        var area = options.Size * options.Size;
        var (frame, pixels) = (new byte[area * 3], new byte[3 * options.Frames * area]);
        foreach (var patch in grid.Patches(patches))
        {
            seen?.Invoke(patch);
            if (patch.Judgement.Verdict != PatchVerdict.Kept)
            {
                continue;
            }

            resampler.ResizeRgb(patch.Rgb, frame);
            for (var i = 0; i < frame.Length; i++)
            {
                // interleaved -> one frame of each of the three planes
                pixels[(((i % 3 * options.Frames) + (kept % options.Frames)) * area) + (i / 3)] = frame[i];
            }

            kept++;
            if (kept % options.Frames == 0)
            {
                yield return new SlideSequence(kept - options.Frames, pixels);
                pixels = new byte[pixels.Length];
            }
        }
    }
}
