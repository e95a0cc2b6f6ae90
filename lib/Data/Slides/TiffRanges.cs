using BitMiracle.LibTiff.Classic;
using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>
/// Looks whether each tile and strip of a TIFF lies within the file: decoders fill up what is missing without a word. Tiles of no bytes are
/// glass that a scanner left out (OpenSlide shows them blank), unless there are no others.
/// </summary>
internal static class TiffRanges
{
    /// <summary>What is wrong, at most one line per directory.</summary>
    /// <exception cref="InputException">No TIFF, or directories that announce what the file does not hold.</exception>
    public static IReadOnlyList<string> Problems(string path)
    {
        _ = TiffStructure.TiledDirectories(path); // what LibTiff must not meet is refused here
        return LibTiff.Guard(path, () =>
        {
            using var tiff = Tiff.Open(path, "r") ?? throw new InputException($"{path}: damaged TIFF{LibTiff.LastMessage()}: "
                + "fetch the slide again");
            var size = new FileInfo(path).Length;
            var problems = new List<string>();
            for (short directory = 0; tiff.SetDirectory(directory); directory++)
            {
                var tiled = tiff.IsTiled();
                var offsets = Longs(tiff, tiled ? TiffTag.TILEOFFSETS : TiffTag.STRIPOFFSETS);
                var lengths = Longs(tiff, tiled ? TiffTag.TILEBYTECOUNTS : TiffTag.STRIPBYTECOUNTS);
                var glass = tiled && lengths.Any(length => length > 0);
                var bad = offsets.Zip(lengths).Index()
                    .Where(part => !(glass && part.Item.Second == 0)
                        && (part.Item is not ( > 0, > 0) || part.Item.First > size - part.Item.Second)).Select(part => part.Index).ToList();
                var what = tiled ? "tile" : "strip";
                if (bad.Count > 0)
                {
                    problems.Add($"{path}: {bad.Count} of {offsets.Length} {what}s of directory {directory} lie outside the file or are "
                        + $"empty, such as {what} {bad[0]}: truncated or damaged, fetch the slide again");
                }
            }

            return problems;
        });
    }

    private static long[] Longs(Tiff tiff, TiffTag tag) => tiff.GetField(tag)?[0].TolongArray() ?? [];
}
