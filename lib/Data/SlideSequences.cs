namespace MhdNet.Data;

/// <summary>One patch of a slide's grid, with what the tissue filter says of it.</summary>
/// <param name="X">Its left edge in pixels of level 0.</param>
/// <param name="Y">Its upper edge.</param>
/// <param name="Judgement">Kept or dropped, and why.</param>
/// <param name="Rgb">(PatchSize, PatchSize, 3); only valid until the next patch is asked for.</param>
public sealed record SlidePatch(int X, int Y, PatchJudgement Judgement, byte[] Rgb);

/// <summary>One pathology sequence.</summary>
/// <param name="First">Rank of its first patch among those kept.</param>
/// <param name="Pixels">uint8, (3, T, H, W).</param>
public sealed record SlideSequence(int First, byte[] Pixels);

/// <summary>Slides to sequences: a grid of patches, tissue filter, T patches a sequence in raster order (Sec. IV-A). One patch is held at a time.</summary>
public static class SlideSequences
{
    /// <summary>All patches that lie whole inside the slide, in raster order, kept and dropped.</summary>
    public static IEnumerable<SlidePatch> Patches(IWholeSlide slide, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Read(slide, options);
    }

    /// <summary>The sequences of a slide; a remainder of fewer than T patches is dropped.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="options">Frames, size and thresholds.</param>
    /// <param name="seen">Called with every patch, kept or dropped.</param>
    public static IEnumerable<SlideSequence> Of(IWholeSlide slide, PreprocessingOptions options, Action<SlidePatch>? seen = null)
    {
        var patches = Patches(slide, options);
        return Group(patches, options, seen);
    }

    private static IEnumerable<SlidePatch> Read(IWholeSlide slide, PreprocessingOptions options)
    {
        var size = options.PatchSize;
        var rgb = new byte[size * size * 3];
        for (var y = 0; y + size <= slide.Height; y += size)
        {
            for (var x = 0; x + size <= slide.Width; x += size)
            {
                slide.ReadRegion(x, y, size, size, rgb);
                yield return new SlidePatch(x, y, TissueFilter.Judge(rgb, options), rgb);
            }
        }
    }

    private static IEnumerable<SlideSequence> Group(IEnumerable<SlidePatch> patches, PreprocessingOptions options, Action<SlidePatch>? seen)
    {
        var resampler = new Resampler(options.PatchSize, options.PatchSize, new Resampler.Window(0, 0, options.PatchSize, options.PatchSize), options.Size);
        var (kept, pixels) = (0, new byte[3 * options.Frames * options.Size * options.Size]);
        foreach (var patch in patches)
        {
            seen?.Invoke(patch);
            if (patch.Judgement.Verdict != PatchVerdict.Kept)
            {
                continue;
            }

            Place(patch.Rgb, resampler, kept % options.Frames, options, pixels);
            kept++;
            if (kept % options.Frames == 0)
            {
                yield return new SlideSequence(kept - options.Frames, pixels);
                pixels = new byte[pixels.Length];
            }
        }
    }

    // interleaved patch -> one frame of each of the three planes
    private static void Place(byte[] rgb, Resampler resampler, int frame, PreprocessingOptions options, byte[] pixels)
    {
        var area = options.Size * options.Size;
        var plane = new float[rgb.Length / 3];
        var resized = new float[area];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = rgb[(i * 3) + channel];
            }

            resampler.Resize(plane, outside: 255, resized);
            var target = pixels.AsSpan(((channel * options.Frames) + frame) * area, area);
            for (var i = 0; i < area; i++)
            {
                target[i] = (byte)Math.Clamp(resized[i] + 0.5f, 0, 255);
            }
        }
    }
}
