
using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>Opens whole slide images.</summary>
public static class WholeSlides
{
    /// <summary>Opens a slide: Aperio SVS or a tiled TIFF.</summary>
    /// <exception cref="InputException">No such file, or no slide this library reads; the line names what it is.</exception>
    public static IWholeSlide Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"{path}: no such file: give a slide (.svs, .tif, .tiff)");
        }

        return TiffSlide.Open(path);
    }

    /// <summary>Opens a slide of which the user states how large its pixels are.</summary>
    /// <param name="path">The slide.</param>
    /// <param name="stated">Edge of a level-0 pixel in micrometres, whatever the file says of it; null where nothing is stated.</param>
    /// <param name="otherwise">The same where the file says nothing; null where nothing is stated.</param>
    /// <exception cref="InputException">As for <see cref="Open(string)"/>.</exception>
    public static IWholeSlide Open(string path, double? stated, double? otherwise)
    {
        var slide = Open(path);
        return (stated ?? (slide.MicronsPerPixel is null ? otherwise : null)) is { } microns ? new StatedSlide(slide, microns) : slide;
    }
}
