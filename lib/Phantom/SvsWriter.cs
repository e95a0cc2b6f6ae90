using System.Globalization;
using BitMiracle.LibTiff.Classic;
using MhdNet.Data;
using MhdNet.Data.Slides;

namespace MhdNet.Phantom;

/// <summary>
/// Writes a slide as Aperio scanners do: a TIFF of JPEG tiles at full size, a thumbnail in strips, then the smaller levels
/// in tiles; or as a plain tiled TIFF with one level.
/// </summary>
public static class SvsWriter
{
    /// <summary>Width and height of a tile.</summary>
    public const int TileSize = 256;

    /// <summary>Of the JPEG tiles, whose colours are halved both ways.</summary>
    internal const int Quality = 85;
    private const int StripRows = 16;

    /// <summary>Of the levels of a pyramid after the first.</summary>
    internal static IReadOnlyList<int> Downsamples { get; } = [4, 16];

    /// <summary>Writes an SVS pyramid, levels 1, 4 and 16.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="image">Level 0; its size a multiple of 16.</param>
    /// <param name="micronsPerPixel">Of level 0.</param>
    /// <param name="title">Whose slide, shown by viewers.</param>
    public static void WritePyramid(string path, RgbImage image, double micronsPerPixel, string title)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var tiff = Create(path);
        var size = $"{image.Width}x{image.Height}";
        var magnification = (int)Math.Round(10 / micronsPerPixel);
        var scan = string.Create(
            CultureInfo.InvariantCulture,
            $"AppMag = {magnification}|MPP = {micronsPerPixel:F4}|Title = {title}|ScanScope ID = SYNTHETIC PHANTOM|Comment = synthetic, "
            + $"drawn by MhdNet");
        WriteTiles(tiff, image, $"Aperio Image Library ({TiffSlide.SyntheticMark})\r\n{size} [0,0 {size}] ({TileSize}x{TileSize}) "
            + $"JPEG/RGB Q={Quality}|{scan}");

        var thumbnail = Reduce(image, 4);
        WriteStrips(tiff, thumbnail, $"Aperio Image Library ({TiffSlide.SyntheticMark})\r\n{size} -> "
            + $"{thumbnail.Width}x{thumbnail.Height} - |{scan}");
        foreach (var downsample in Downsamples)
        {
            var level = Reduce(image, downsample);
            WriteTiles(
                tiff, level,
                $"Aperio Image Library ({TiffSlide.SyntheticMark})\r\n{size} [0,0 {size}] ({TileSize}x{TileSize}) -> "
                + $"{level.Width}x{level.Height} JPEG/RGB Q={Quality}");
        }
    }

    /// <summary>Writes a tiled TIFF of one level, as other scanners' exports are; the resolution tags hold the pixel size.</summary>
    public static void WritePlain(string path, RgbImage image, double micronsPerPixel, string title)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var tiff = Create(path);
        var perCentimetre = (float)(10000 / micronsPerPixel);
        tiff.SetField(TiffTag.XRESOLUTION, perCentimetre);
        tiff.SetField(TiffTag.YRESOLUTION, perCentimetre);
        tiff.SetField(TiffTag.RESOLUTIONUNIT, ResUnit.CENTIMETER);
        WriteTiles(tiff, image, $"{TiffSlide.SyntheticMark}, {title}");
    }

    private static Tiff Create(string path) => Tiff.Open(path, "w") ?? throw new IOException($"cannot create {path}");

    private static void Describe(Tiff tiff, RgbImage image, string description)
    {
        tiff.SetField(TiffTag.IMAGEWIDTH, image.Width);
        tiff.SetField(TiffTag.IMAGELENGTH, image.Height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
        tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, Compression.JPEG);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.YCBCR);
        tiff.SetField(TiffTag.YCBCRSUBSAMPLING, 2, 2);
        tiff.SetField(TiffTag.JPEGQUALITY, Quality);
        tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        tiff.SetField(TiffTag.IMAGEDESCRIPTION, description);
    }

    private static void WriteTiles(Tiff tiff, RgbImage image, string description)
    {
        Describe(tiff, image, description);
        tiff.SetField(TiffTag.TILEWIDTH, TileSize);
        tiff.SetField(TiffTag.TILELENGTH, TileSize);
        var tile = new byte[TileSize * TileSize * 3];
        for (var top = 0; top < image.Height; top += TileSize)
        {
            for (var left = 0; left < image.Width; left += TileSize)
            {
                Cut(image, left, top, tile);
                Check(tiff.WriteEncodedTile(tiff.ComputeTile(left, top, 0, 0), tile, tile.Length) == tile.Length);
            }
        }

        Check(tiff.WriteDirectory());
    }

    private static void WriteStrips(Tiff tiff, RgbImage image, string description)
    {
        Describe(tiff, image, description);
        tiff.SetField(TiffTag.ROWSPERSTRIP, StripRows);
        for (var top = 0; top < image.Height; top += StripRows)
        {
            var length = Math.Min(StripRows, image.Height - top) * image.Width * 3;
            var strip = image.Pixels.AsSpan(top * image.Width * 3, length).ToArray();
            Check(tiff.WriteEncodedStrip(top / StripRows, strip, length) == length);
        }

        Check(tiff.WriteDirectory());
    }

    private static void Check(bool written)
    {
        if (!written)
        {
            throw new IOException("the slide could not be written: is the disk full?");
        }
    }

    /// <summary>The tile whose first pixel lies at a place.</summary>
    /// <param name="image">The level.</param>
    /// <param name="left">Column of the first pixel.</param>
    /// <param name="top">Row of the first pixel.</param>
    /// <param name="tile">Gets it, (TileSize, TileSize, 3).</param>
    internal static void Cut(RgbImage image, int left, int top, Span<byte> tile)
    {
        var inside = Math.Min(TileSize, image.Width - left);
        for (var row = 0; row < TileSize; row++)
        {
            // what lies outside repeats the border, which JPEG likes best
            var line = 3 * ((Math.Min(top + row, image.Height - 1) * image.Width) + left);
            var target = tile.Slice(3 * row * TileSize, 3 * TileSize);
            image.Pixels.AsSpan(line, 3 * inside).CopyTo(target);
            for (var column = inside; column < TileSize; column++)
            {
                target.Slice(3 * (inside - 1), 3).CopyTo(target[(3 * column)..]);
            }
        }
    }

    /// <summary>A level of the pyramid: halved until it is so many times smaller.</summary>
    internal static RgbImage Reduce(RgbImage image, int downsample)
    {
        for (var factor = 1; factor < downsample; factor *= 2)
        {
            image = Halve(image);
        }

        return image;
    }

    private static RgbImage Halve(RgbImage image)
    {
        var (width, height) = (image.Width / 2, image.Height / 2);
        var pixels = new byte[width * height * 3];
        var source = image.Pixels;
        var stride = image.Width * 3;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var from = (2 * y * stride) + (6 * x);
                for (var channel = 0; channel < 3; channel++, from++)
                {
                    var sum = source[from] + source[from + 3] + source[from + stride] + source[from + stride + 3];
                    pixels[(3 * ((y * width) + x)) + channel] = (byte)((sum + 2) / 4);
                }
            }
        }

        return new(width, height, pixels);
    }
}
