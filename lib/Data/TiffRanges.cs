using BitMiracle.LibTiff.Classic;
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>Looks whether each tile and strip of a TIFF lies within the file: decoders fill up what is missing without a word.</summary>
internal static class TiffRanges
{
    private const short MostDirectories = 1000; // a list of them may go round in a circle

    /// <summary>What is wrong, at most a line a directory.</summary>
    /// <exception cref="InputException">No TIFF.</exception>
    public static IReadOnlyList<string> Problems(string path) => LibTiff.Guard(path, () =>
    {
        using var tiff = Tiff.Open(path, "r") ?? throw new InputException($"{path}: no TIFF file: give an Aperio SVS or a tiled TIFF");
        var size = new FileInfo(path).Length;
        var problems = new List<string>();
        var last = false;
        for (short directory = 0; !last && directory < MostDirectories; directory++)
        {
            if (!tiff.SetDirectory(directory))
            {
                problems.Add($"{path}: directory {directory} cannot be read: truncated or damaged, fetch the slide again");
                break;
            }

            last = tiff.LastDirectory();
            var tiled = tiff.IsTiled();
            var offsets = Longs(tiff, tiled ? TiffTag.TILEOFFSETS : TiffTag.STRIPOFFSETS);
            var lengths = Longs(tiff, tiled ? TiffTag.TILEBYTECOUNTS : TiffTag.STRIPBYTECOUNTS);
            var expected = tiled ? tiff.NumberOfTiles() : tiff.NumberOfStrips();
            var bad = offsets.Zip(lengths).Index().Where(part => part.Item is not ( > 0, > 0) || part.Item.First > size - part.Item.Second).Select(part => part.Index).ToList();
            var what = tiled ? "tile" : "strip";
            if (Math.Min(offsets.Length, lengths.Length) < expected)
            {
                problems.Add($"{path}: directory {directory} has places for {Math.Min(offsets.Length, lengths.Length)} of {expected} {what}s: fetch the slide again");
            }
            else if (bad.Count > 0)
            {
                problems.Add($"{path}: {bad.Count} of {expected} {what}s of directory {directory} lie outside the file or are empty, such as {what} {bad[0]}: truncated or damaged, fetch the slide again");
            }
        }

        return problems;
    });

    private static long[] Longs(Tiff tiff, TiffTag tag) => tiff.GetField(tag)?[0].TolongArray() ?? [];
}
