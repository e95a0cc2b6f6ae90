using System.Runtime.InteropServices;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>The part of OpenSlide's interface (openslide.h, 3.4) that reads a region. Each thread needs an object of its own.</summary>
internal sealed unsafe partial class OpenSlide : IDisposable
{
    /// <summary>Where to get it.</summary>
    public const string Missing = "not installed: apt-get install libopenslide0";

    private const string Library = "libopenslide.so.0";

    private readonly string _path;
    private readonly nint _slide;
    private uint[] _pixels = [];

    /// <summary>Opens a slide.</summary>
    /// <exception cref="InputException">OpenSlide does not read it.</exception>
    public OpenSlide(string path)
    {
        (_path, _slide) = (path, OpenFile(path));
        if (_slide == 0)
        {
            throw Refused("no slide that it knows");
        }

        ThrowOnError();
    }

    /// <summary>Its version; null where it is not installed.</summary>
    public static string? Version { get; } = NativeLibrary.TryLoad(Library, out _) ? Marshal.PtrToStringUTF8(GetVersion()) : null;

    /// <summary>Copies a region into <paramref name="rgb"/>, (height, width, 3).</summary>
    /// <param name="x">Left edge in pixels of level 0.</param>
    /// <param name="y">Upper edge in pixels of level 0.</param>
    /// <param name="level">The level read.</param>
    /// <param name="width">In pixels of that level.</param>
    /// <param name="height">In pixels of that level.</param>
    /// <param name="rgb">The pixels.</param>
    public void ReadRegion(long x, long y, int level, int width, int height, Span<byte> rgb)
    {
        if (_pixels.Length != width * height)
        {
            _pixels = new uint[width * height];
        }

        fixed (uint* pixels = _pixels)
        {
            ReadRegion(_slide, pixels, x, y, level, width, height);
        }

        ThrowOnError();
        for (int i = 0, j = 0; i < _pixels.Length; i++, j += 3)
        {
            var pixel = _pixels[i]; // opaque wherever there is a tile: nothing to divide by
            (rgb[j], rgb[j + 1], rgb[j + 2]) = ((byte)(pixel >> 16), (byte)(pixel >> 8), (byte)pixel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close(_slide);

    private void ThrowOnError()
    {
        if (Marshal.PtrToStringUTF8(GetError(_slide)) is { } error)
        {
            throw Refused(error);
        }
    }

    private InputException Refused(string why) =>
        new($"{_path}: OpenSlide does not read it ({why.ReplaceLineEndings(" ")}): leave the slide out of the benchmark");

    [LibraryImport(Library, EntryPoint = "openslide_get_version")]
    private static partial nint GetVersion();

    [LibraryImport(Library, EntryPoint = "openslide_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenFile(string path);

    [LibraryImport(Library, EntryPoint = "openslide_get_error")]
    private static partial nint GetError(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_read_region")]
    private static partial void ReadRegion(nint slide, uint* pixels, long x, long y, int level, long width, long height);

    [LibraryImport(Library, EntryPoint = "openslide_close")]
    private static partial void Close(nint slide);
}
