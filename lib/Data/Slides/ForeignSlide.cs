
using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>Slides of scanners whose files are not read: named, with the command that converts them.</summary>
internal static class ForeignSlide
{
    /// <summary>Hamamatsu NDPI, by file ending or by its TIFF tag 65420.</summary>
    public const string Ndpi = "Hamamatsu NDPI";

    /// <summary>Ventana BIF, by file ending or by the joints of its overlapping tiles (EncodeInfo) in XMP.</summary>
    public const string Bif = "Ventana BIF";

    private static readonly Dictionary<string, string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".ndpi"] = Ndpi,
        [".bif"] = Bif,
        [".mrxs"] = "MIRAX",
        [".scn"] = "Leica SCN",
        [".vms"] = "Hamamatsu VMS",
        [".vmu"] = "Hamamatsu VMU",
        [".svslide"] = "Sakura",
    };

    /// <summary>Refuses a file by its ending.</summary>
    /// <exception cref="InputException">It is of such a scanner.</exception>
    public static void RefuseByEnding(string path)
    {
        if (Endings.TryGetValue(Path.GetExtension(path), out var format))
        {
            throw Refusal(path, format);
        }
    }

    /// <summary>What to say of a file.</summary>
    public static InputException Refusal(string path, string format) => new(
        $"{path}: a slide in {format}, which is not read: convert it to a tiled TIFF (Debian package libvips-tools): "
        + $"vips tiffsave '{path}' '{Path.ChangeExtension(path, null)}.tif' --tile --tile-width 256 --tile-height 256 --pyramid "
            + "--compression jpeg --Q 90 --bigtiff");
}
