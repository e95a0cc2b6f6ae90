using System.Globalization;
using System.Text.RegularExpressions;
using BitMiracle.LibTiff.Classic;
using MhdNet.Runtime;

namespace MhdNet.Data;

/// <summary>
/// A tiled TIFF: Aperio SVS or plain. The largest tiled directory is level 0; strip directories (thumbnail, label, macro) are passed over.
/// Tiles are JPEG (YCbCr or RGB), LZW, Deflate or raw, 8 bits, interleaved.
/// </summary>
internal sealed partial class TiffSlide : IWholeSlide
{
    private const int MostCachedTiles = 512;

    private static readonly Compression[] Readable =
        [Compression.JPEG, Compression.NONE, Compression.LZW, Compression.DEFLATE, Compression.ADOBE_DEFLATE];

    private readonly Tiff _tiff;
    private readonly string _path;
    private readonly IReadOnlyList<TiffLevel> _levels;
    private readonly Dictionary<(int Level, int Tile), byte[]> _tiles = [];
    private readonly Queue<(int Level, int Tile)> _oldest = [];
    private int _current = -1;

    private TiffSlide(Tiff tiff, string path, IReadOnlyList<TiffLevel> levels, double? micronsPerPixel)
    {
        (_tiff, _path, _levels, MicronsPerPixel) = (tiff, path, levels, micronsPerPixel);
    }

    public int Width => _levels[0].Width;

    public int Height => _levels[0].Height;

    public double? MicronsPerPixel { get; }

    /// <summary>Opens a slide.</summary>
    /// <exception cref="InputException">No TIFF, no tiled directory, or tiles that are not read.</exception>
    public static TiffSlide Open(string path)
    {
        var tiff = LibTiff.Guard(path, () => Tiff.Open(path, "r")) ?? throw new InputException($"{path}: no TIFF file: give an Aperio SVS or a tiled TIFF");
        try
        {
            return LibTiff.Guard(path, () =>
            {
                var levels = Levels(tiff, path);
                tiff.SetDirectory(levels[0].Directory);
                RefuseTruncated(tiff, path);
                return new TiffSlide(tiff, path, levels, Microns(tiff));
            });
        }
        catch
        {
            tiff.Dispose();
            throw;
        }
    }

    public void ReadRegion(int x, int y, int width, int height, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, width * height * 3);
        rgb.Fill(255);
        var level = _levels[0];
        int left = Math.Max(x, 0), top = Math.Max(y, 0), right = Math.Min(x + width, Width), bottom = Math.Min(y + height, Height);
        for (var ty = top / level.TileHeight * level.TileHeight; ty < bottom; ty += level.TileHeight)
        {
            for (var tx = left / level.TileWidth * level.TileWidth; tx < right; tx += level.TileWidth)
            {
                int x0 = Math.Max(left, tx), x1 = Math.Min(right, tx + level.TileWidth);
                int y0 = Math.Max(top, ty), y1 = Math.Min(bottom, ty + level.TileHeight);
                var tile = x0 < x1 && y0 < y1 ? Tile(0, tx, ty) : [];
                for (var row = y0; row < y1 && x0 < x1; row++)
                {
                    tile.AsSpan((((row - ty) * level.TileWidth) + x0 - tx) * 3, (x1 - x0) * 3).CopyTo(rgb[((((row - y) * width) + x0 - x) * 3)..]);
                }
            }
        }
    }

    public RgbImage Thumbnail(int longestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 1);
        var index = Enumerable.Range(0, _levels.Count).Last(i => i == 0 || Math.Max(_levels[i].Width, _levels[i].Height) >= longestSide);
        var level = _levels[index];
        var scale = Math.Min(1.0, longestSide / (double)Math.Max(level.Width, level.Height));
        var average = new BlockAverage(level.Width, level.Height, Math.Max(1, (int)Math.Round(level.Width * scale)), Math.Max(1, (int)Math.Round(level.Height * scale)));
        for (var ty = 0; ty < level.Height; ty += level.TileHeight)
        {
            for (var tx = 0; tx < level.Width; tx += level.TileWidth)
            {
                average.Add(Tile(index, tx, ty), tx, ty, level.TileWidth, level.TileHeight);
            }
        }

        return average.Image();
    }

    public void Dispose() => _tiff.Dispose();

    private byte[] Tile(int level, int x, int y)
    {
        Select(level);
        var key = (level, _tiff.ComputeTile(x, y, 0, 0));
        if (_tiles.TryGetValue(key, out var tile))
        {
            return tile;
        }

        // the two rows of tiles a row of patches can touch, if they fit
        if (_oldest.Count >= Math.Min(MostCachedTiles, 2 * (_levels[level].Columns + 1)))
        {
            _tiles.Remove(_oldest.Dequeue());
        }

        tile = Decode(_levels[level], key.Item2);
        _tiles.Add(key, tile);
        _oldest.Enqueue(key);
        return tile;
    }

    private byte[] Decode(TiffLevel level, int tile)
    {
        var pixels = new byte[level.TileWidth * level.TileHeight * 3];
        var read = LibTiff.Guard(_path, () => _tiff.ReadEncodedTile(tile, pixels, 0, pixels.Length));
        return read == pixels.Length ? pixels : throw new InputException($"{_path}: tile {tile} is damaged or truncated{LibTiff.LastMessage()}: fetch the slide again");
    }

    private void Select(int level)
    {
        if (_current == level)
        {
            return;
        }

        _tiff.SetDirectory(_levels[level].Directory);
        if (_levels[level].Jpeg)
        {
            // the setting is lost with every change of directory; without it YCbCr tiles come subsampled
            _tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        }

        _current = level;
    }

    private static List<TiffLevel> Levels(Tiff tiff, string path)
    {
        var tiled = new List<TiffLevel>();
        for (short directory = 0; tiff.SetDirectory(directory); directory++)
        {
            if (tiff.IsTiled())
            {
                tiled.Add(TiffLevel.Of(tiff, directory));
            }
        }

        if (tiled.Count == 0)
        {
            throw new InputException($"{path}: no tiled image in this TIFF{LibTiff.LastMessage()}: give the slide itself, as Aperio SVS or tiled TIFF");
        }

        var largest = tiled.MaxBy(level => (long)level.Width * level.Height)!;
        if (!Readable.Contains(largest.Compression))
        {
            throw new InputException($"{path}: tiles of compression {TiffLevel.NameOf(largest.Compression)} are not read: convert the slide to JPEG tiles");
        }

        if (largest.Refusal is { } refusal)
        {
            throw new InputException($"{path}: {refusal}: convert the slide to 8-bit RGB with JPEG tiles");
        }

        return [.. tiled.Where(level => level == largest || (level.Refusal is null && level.Compression == largest.Compression && level.IsReductionOf(largest)))
            .OrderByDescending(level => level.Width)];
    }

    // JPEG decoders fill up what is missing without a word, so the end of the data is looked at first
    private static void RefuseTruncated(Tiff tiff, string path)
    {
        var offsets = tiff.GetField(TiffTag.TILEOFFSETS)?[0].TolongArray() ?? [];
        var lengths = tiff.GetField(TiffTag.TILEBYTECOUNTS)?[0].TolongArray() ?? [];
        var end = offsets.Zip(lengths, (offset, length) => offset + length).DefaultIfEmpty().Max();
        var size = new FileInfo(path).Length;
        if (offsets.Length < tiff.NumberOfTiles() || lengths.Length < tiff.NumberOfTiles() || end > size)
        {
            throw new InputException($"{path}: truncated ({size} bytes, its tiles end at {end}): fetch the slide again");
        }
    }

    // "... |AppMag = 20|MPP = 0.4990|..." of an Aperio scanner, or the resolution of a plain TIFF where it is a microscope's
    private static double? Microns(Tiff tiff)
    {
        var description = tiff.GetField(TiffTag.IMAGEDESCRIPTION)?[0].ToString() ?? "";
        if (AperioMpp().Match(description) is { Success: true } match
            && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var stated) && stated > 0)
        {
            return stated;
        }

        var perUnit = tiff.GetField(TiffTag.XRESOLUTION)?[0].ToDouble() ?? 0;
        var unit = (ResUnit)(tiff.GetFieldDefaulted(TiffTag.RESOLUTIONUNIT)?[0].ToInt() ?? 0);
        var microns = (unit switch { ResUnit.CENTIMETER => 10_000, ResUnit.INCH => 25_400, _ => 0 }) / perUnit;
        return microns is > 0.01 and < 20 ? microns : null;
    }

    [GeneratedRegex(@"\|\s*MPP\s*=\s*([0-9.]+)")]
    private static partial Regex AperioMpp();
}
