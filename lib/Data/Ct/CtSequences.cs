using MhdNet.Data.Frames;

namespace MhdNet.Data.Ct;

/// <summary>One CT sequence, ready to store or to predict from.</summary>
/// <param name="First">Index of its first slice in the volume.</param>
/// <param name="Pixels">uint8, (1, T, H, W).</param>
public sealed record CtSequence(int First, byte[] Pixels);

/// <summary>CT series to sequences: trim, cuts, window, field of view, resizing (Sec. IV-A). Needs no cohort.</summary>
public static class CtSequences
{
    /// <summary>The sequences of a series on disk, or of a folder of ready frames, which are cut and resized only.</summary>
    /// <param name="path">The series.</param>
    /// <param name="options">How it is cut.</param>
    /// <param name="noted">Told each of the reader's notes (<see cref="CtVolume.Notes"/>).</param>
    /// <exception cref="Runtime.InputException">Nothing there, or it cannot be read.</exception>
    public static IReadOnlyList<CtSequence> Of(string path, PreprocessingOptions options, Action<string>? noted = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!CtReaders.IsReadyFrames(path))
        {
            var volume = CtReaders.Read(path, options.AssumeHounsfield);
            volume.Notes.ToList().ForEach(note => noted?.Invoke(note));
            return Of(volume, options);
        }

        var frames = FrameFolder.Open(path);
        frames.RequireGrey();
        return [.. new SliceRange(0, frames.Files.Count).Cut(options.Frames)
            .Select(first => new CtSequence(first, frames.Read(first, channels: 1, options)))];
    }

    /// <summary>The sequences of a series, superior first; empty where fewer than T slices remain.</summary>
    public static IReadOnlyList<CtSequence> Of(CtVolume volume, PreprocessingOptions options) => [.. Each(volume, options)];

    /// <summary>The sequences of a series, one after another: one is in memory at a time.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="options">How.</param>
    /// <param name="skip">Sequences left out at the start, of a series that was begun before.</param>
    public static IEnumerable<CtSequence> Each(CtVolume volume, PreprocessingOptions options, int skip = 0)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        options.Validate();
        var range = SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast);
        var cuts = range.Cut(options.Frames).Skip(skip).ToList();
        var frames = new Lazy<FrameOf>(() => Frames(volume, range, options));
        return cuts.Select(first => new CtSequence(first, Sequence(frames.Value, first, options)));
    }

    /// <summary>One slice as it enters a sequence, (H, W): for pictures of what is kept and what is dropped.</summary>
    public static byte[] Frame(CtVolume volume, int slice, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var frame = new byte[options.Size * options.Size];
        Frames(volume, SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast), options)(slice, frame);
        return frame;
    }

    /// <summary>HU to 0..255: the lower end of the window is black, the upper end white, linear between.</summary>
    public static float Windowed(short hounsfield, double centre, double width) =>
        (float)(Math.Clamp((hounsfield - centre) / width + 0.5, 0, 1) * 255);

    private delegate void FrameOf(int slice, Span<byte> target);

    // windows first, then resizes: bone and metal do not shine into what the window shows
    private static FrameOf Frames(CtVolume volume, SliceRange range, PreprocessingOptions options)
    {
        var window = options.FieldOfViewMillimetres is { } millimetres
            ? Mediastinum.Window(volume, range, millimetres)
            : new Resampler.Window(0, 0, volume.Rows, volume.Columns);
        var resampler = new Resampler(volume.Rows, volume.Columns, window, options.Size);
        var plane = new float[volume.Rows * volume.Columns];
        var resized = new float[options.Size * options.Size];
        return (slice, target) =>
        {
            var hounsfield = volume.Slice(slice);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = Windowed(hounsfield[i], options.WindowCentre, options.WindowWidth);
            }

            resampler.Resize(plane, outside: 0, resized);
            for (var i = 0; i < resized.Length; i++)
            {
                target[i] = (byte)Math.Clamp(resized[i] + 0.5f, 0, 255);
            }
        };
    }

    private static byte[] Sequence(FrameOf frames, int first, PreprocessingOptions options)
    {
        var area = options.Size * options.Size;
        var pixels = new byte[options.Frames * area];
        for (var i = 0; i < options.Frames; i++)
        {
            frames(first + i, pixels.AsSpan(i * area, area));
        }

        return pixels;
    }
}
