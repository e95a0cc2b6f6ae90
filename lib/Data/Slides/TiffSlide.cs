using BitMiracle.LibTiff.Classic;
using MhdNet.Data.Codecs;
using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>
/// A tiled TIFF: Aperio SVS or plain. The largest tiled image is level 0; its reductions are the further levels: those that the file calls
/// so, where it calls any, and that show the same (<see cref="Reductions"/>). Images in strips (thumbnail, label, macro) are passed over.
/// Tiles are JPEG or JPEG 2000 (YCbCr or RGB), LZW, Deflate or raw, 8 bits, interleaved.
/// </summary>
internal sealed class TiffSlide : TiledSlide
{
    /// <summary>What the description of a slide holds that was drawn, not scanned.</summary>
    public const string SyntheticMark = "MhdNet synthetic phantom";

    private readonly Tiff _tiff;
    private readonly string _path;
    private readonly IReadOnlyList<TiffLevel> _levels;
    private int _current = -1;

    private TiffSlide(Tiff tiff, string path, IReadOnlyList<TiffLevel> levels, string description, SlideResolution resolution, int others)
        : base([.. levels.Select(level => level.Grid)])
    {
        (_tiff, _path, _levels) = (tiff, path, levels);
        (MicronsPerPixel, Note) = resolution;
        Note = string.Join("; ", new[] { Note, others == 0 ? "" : $"{others} further tiled image{(others == 1 ? " is" : "s are")} no "
            + "reduction of the largest one, and not read" }.Where(note => note.Length > 0));
        Synthetic = description.Contains(SyntheticMark, StringComparison.Ordinal);
    }

    public override string Source => _path;

    public override double? MicronsPerPixel { get; }

    public override bool Synthetic { get; }

    public override string Note { get; }

    /// <summary>Opens a slide.</summary>
    /// <exception cref="InputException">No TIFF, no tiled image, tiles that are not read, or damage.</exception>
    public static TiffSlide Open(string path)
    {
        var directories = TiffStructure.TiledDirectories(path);
        var tiff = LibTiff.Guard(path, () => Tiff.Open(path, "r"))
            ?? throw new InputException($"{path}: damaged TIFF{LibTiff.LastMessage()}: fetch the slide again");
        try
        {
            return LibTiff.Guard(path, () =>
            {
                var levels = Levels(path, [.. directories.Select(directory => TiffLevel.Read(Turn(tiff, path, directory), directory))]);
                Turn(tiff, path, levels[0].Directory);
                var description = tiff.GetField(TiffTag.IMAGEDESCRIPTION)?[0].ToString() ?? "";
                var resolution = SlideResolution.Read(tiff, description);
                var candidate = new TiffSlide(tiff, path, levels, description, resolution, 0);
                List<int> shown = [0];
                for (var level = 1; level < levels.Length; level++)
                {
                    // against the one before, so that few tiles are decoded
                    shown.AddRange(Reductions.IsReduction(candidate, shown[^1], level) ? [level] : []);
                }

                return new TiffSlide(tiff, path, [.. shown.Select(level => levels[level])], description, resolution,
                    directories.Count - shown.Count);
            });
        }
        catch
        {
            tiff.Dispose();
            throw;
        }
    }

    public override void Dispose() => _tiff.Dispose();

    protected override void Decode(int index, int number, byte[] pixels)
    {
        var level = _levels[index];
        if (level.Lengths[number] == 0)
        {
            Array.Fill(pixels, (byte)255);
            return;
        }

        if (_current != index)
        {
            LibTiff.Guard(_path, () => Turn(_tiff, _path, level.Directory));
            _current = index;
        }

        if (level.Compression is Compression.JPEG or TiffLevel.Jpeg2000YCbCr or TiffLevel.Jpeg2000Rgb)
        {
            var code = new byte[level.Lengths[number]];
            RefuseShort(number, LibTiff.Guard(_path, () => _tiff.ReadRawTile(number, code, 0, code.Length)) == code.Length);
            if (level.Compression == Compression.JPEG)
            {
                JpegTile.Decode($"{_path}: tile {number}", level, code, pixels);
            }
            else
            {
                DecodeJpeg2000($"{_path}: tile {number}", level, code, pixels);
            }
        }
        else
        {
            RefuseShort(number, LibTiff.Guard(_path, () => _tiff.ReadEncodedTile(number, pixels, 0, pixels.Length)) == pixels.Length);
        }
    }

    private void RefuseShort(int number, bool whole)
    {
        if (!whole)
        {
            throw new InputException($"{_path}: tile {number} is damaged or truncated{LibTiff.LastMessage()}: fetch the slide again");
        }
    }

    private static void DecodeJpeg2000(string source, TiffLevel level, byte[] code, byte[] pixels)
    {
        var values = Jpeg2000.Decode(source, code, level.TileWidth, level.TileHeight, components: 3, bits: 8);
        if (level.Compression == TiffLevel.Jpeg2000YCbCr)
        {
            YCbCr.ToRgb(values);
        }

        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(values[i], 0, 255);
        }
    }

    private static Tiff Turn(Tiff tiff, string path, long directory) => tiff.SetSubDirectory(directory)
        ? tiff
        : throw new InputException($"{path}: damaged TIFF{LibTiff.LastMessage()}: fetch the slide again");

    private static TiffLevel[] Levels(string path, TiffLevel[] tiled)
    {
        if (tiled.Length == 0)
        {
            throw new InputException($"{path}: no tiled image in this TIFF: give the slide itself, as Aperio SVS or tiled TIFF");
        }

        var largest = tiled.MaxBy(level => (long)level.Width * level.Height)!;
        if (largest.Refusal is { } refusal)
        {
            throw new InputException($"{path}: {refusal}");
        }

        var said = tiled.Any(level => level.Reduced);
        TiffLevel[] levels = [largest, .. tiled.Where(level => level.Refusal is null && (level.Reduced || !said)
            && level.IsReductionOf(largest)).OrderByDescending(level => level.Width)];
        Array.ForEach(levels, level => RefuseTruncated(level, path));
        return levels;
    }

    // JPEG decoders fill up what is missing without a word, so the end of the data is looked at first
    private static void RefuseTruncated(TiffLevel level, string path)
    {
        var (tiles, size) = ((long)level.Grid.Columns * ((level.Height + level.TileHeight - 1) / level.TileHeight),
            (ulong)new FileInfo(path).Length);
        for (var i = 0; i < tiles; i++)
        {
            if (i >= level.Offsets.Length || i >= level.Lengths.Length || level.Offsets[i] > size
                || level.Lengths[i] > size - level.Offsets[i])
            {
                throw new InputException($"{path}: truncated ({size} bytes, tile {i} of {tiles} lies beyond): fetch the slide again");
            }

            // the worst a codec does to noise; LibTiff makes room for a tile before it reads it
            if (level.Lengths[i] > (2 * (ulong)level.Grid.TileBytes) + 65536)
            {
                throw new InputException($"{path}: tile {i} takes {level.Lengths[i]} bytes for {level.Grid.TileBytes}: damaged, "
                    + "fetch the slide again");
            }
        }
    }
}
