
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
}
