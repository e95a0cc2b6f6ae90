
using MhdNet.Runtime;

namespace MhdNet.Data.Frames;

/// <summary>
/// Ready frames: a folder with the PNG or JPEG pictures of one sequence, already trimmed, windowed and filtered. They are taken in the
/// natural order of their names, grey for CT and in colour for slides; all have one size.
/// </summary>
public sealed class FrameFolder
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    private readonly string _path;

    private FrameFolder(string path, IReadOnlyList<string> files) => (_path, Files) = (path, files);

    /// <summary>The frames, in order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Whether a path is a folder of pictures without any DICOM file.</summary>
    public static bool Is(string path) => Directory.Exists(path) && Directory.EnumerateFiles(path).ToList() is var files
        && files.Exists(IsFrame) && !files.Exists(file => file.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase));

    /// <summary>Lists a folder's frames.</summary>
    public static FrameFolder Open(string path) =>
        new(path, [.. Directory.EnumerateFiles(path).Where(IsFrame).OrderBy(Path.GetFileName, NaturalOrder.Instance)]);

    /// <summary>Whether the frames are in colour, as pathology is, or all of them grey, as CT is. Every frame is decoded.</summary>
    /// <exception cref="InputException">A frame cannot be read, sizes differ, or some frames of many are in colour.</exception>
    public bool AreInColour()
    {
        FrameImage? first = null;
        var coloured = 0;
        foreach (var file in Files)
        {
            var frame = FrameImage.Read(file);
            RefuseOtherSize(frame, first ??= frame, file);
            coloured += frame.IsColoured ? 1 : 0;
        }

        return coloured == 0 || 2 * coloured > Files.Count
            ? coloured > 0
            : throw new InputException($"{_path}: {coloured} of {Files.Count} frames are in colour: "
                + "neither grey CT nor slide, look at them");
    }

    /// <summary>The frames must be grey: CT.</summary>
    /// <exception cref="InputException">As <see cref="AreInColour"/>, or they are in colour.</exception>
    public void RequireGrey()
    {
        if (AreInColour())
        {
            throw new InputException($"{_path}: frames in colour where CT is meant, which is grey: give pathology as such (wsi.csv)");
        }
    }

    /// <summary>The frames must be in colour: pathology.</summary>
    /// <exception cref="InputException">As <see cref="AreInColour"/>, or they are grey.</exception>
    public void RequireColour()
    {
        if (!AreInColour())
        {
            throw new InputException($"{_path}: grey frames where pathology is meant, which is in colour: give CT as such (ct.csv)");
        }
    }

    /// <summary>Frames <paramref name="first"/> and following as a sequence, uint8, (C, T, H, W); resized, nothing else.</summary>
    /// <param name="first">Index of the first frame.</param>
    /// <param name="channels">C: 1 for CT, 3 for pathology.</param>
    /// <param name="options">T and the size.</param>
    /// <exception cref="InputException">A frame cannot be read, or sizes differ.</exception>
    public byte[] Read(int first, int channels, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var area = options.Size * options.Size;
        var pixels = new byte[channels * options.Frames * area];
        var resized = new float[area];
        FrameImage? sample = null;
        Resampler? resampler = null;
        float[] plane = [];
        for (var t = 0; t < options.Frames; t++)
        {
            var frame = FrameImage.Read(Files[first + t]);
            RefuseOtherSize(frame, sample ??= frame, Files[first + t]);
            resampler ??= new Resampler(frame.Rows, frame.Columns, new Resampler.Window(0, 0, frame.Rows, frame.Columns), options.Size);
            plane = plane.Length > 0 ? plane : new float[frame.Rows * frame.Columns];
            for (var channel = 0; channel < channels; channel++)
            {
                frame.Plane(channel, plane);
                resampler.Resize(plane, outside: 0, resized);
                var target = pixels.AsSpan(((channel * options.Frames) + t) * area, area);
                for (var i = 0; i < area; i++)
                {
                    target[i] = (byte)Math.Clamp(resized[i] + 0.5f, 0, 255);
                }
            }
        }

        return pixels;
    }

    private void RefuseOtherSize(FrameImage frame, FrameImage first, string file)
    {
        if ((frame.Rows, frame.Columns) != (first.Rows, first.Columns))
        {
            throw new InputException($"{_path}: {Path.GetFileName(file)} has {frame.Columns} x {frame.Rows} pixels, "
                + $"{Path.GetFileName(Files[0])} {first.Columns} x {first.Rows}: write all frames in one size");
        }
    }

    private static bool IsFrame(string file) => Endings.Contains(Path.GetExtension(file).ToLowerInvariant())
        && Path.GetFileName(file)[0] != '.';
}
