using System.Buffers.Binary;
using MhdNet.Runtime;
using SkiaSharp;

namespace MhdNet.Data.Slides;

/// <summary>
/// JPEG tiles, decoded by Skia's libjpeg-turbo, whose colours are OpenSlide's; LibTiff.NET enlarges halved colours by another rule. The
/// tables that tiles share (TIFF Technical Note 2) are put into each, and the colour space of the TIFF in place of what the tile says of
/// itself.
/// </summary>
internal static class JpegTile
{
    private const int StartOfScan = 0xDA;

    /// <summary>Decodes a tile.</summary>
    /// <param name="source">File and tile, for messages.</param>
    /// <param name="level">Its size, shared tables and colour space.</param>
    /// <param name="tile">The tile as it lies in the file.</param>
    /// <param name="rgb">(TileHeight, TileWidth, 3).</param>
    /// <exception cref="InputException">Damaged, or of another size.</exception>
    public static void Decode(string source, TiffLevel level, ReadOnlySpan<byte> tile, Span<byte> rgb)
    {
        using var data = SKData.CreateCopy(Whole(source, level, tile));
        using var codec = SKCodec.Create(data);
        if (codec is null || (codec.Info.Width, codec.Info.Height) != (level.TileWidth, level.TileHeight))
        {
            throw Damaged(source);
        }

        using var pixels = new SKBitmap(new SKImageInfo(level.TileWidth, level.TileHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        if (codec.GetPixels(pixels.Info, pixels.GetPixels()) != SKCodecResult.Success)
        {
            throw Damaged(source);
        }

        var from = pixels.GetPixelSpan();
        for (int i = 0, j = 0; j < rgb.Length; i += 4, j += 3)
        {
            (rgb[j], rgb[j + 1], rgb[j + 2]) = (from[i], from[i + 1], from[i + 2]);
        }
    }

    private static byte[] Whole(string source, TiffLevel level, ReadOnlySpan<byte> tile)
    {
        byte[] adobe = [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)(level.YCbCr ? 1 : 0)];
        using var whole = new MemoryStream(tile.Length + level.JpegTables.Length + 32);
        whole.Write([0xFF, 0xD8]);
        whole.Write(adobe);
        Segments(source, level.JpegTables, whole);
        Segments(source, tile, whole);
        return whole.ToArray();
    }

    // all that follows the start of the image, but for application data, which may state a colour space of its own
    private static void Segments(string source, ReadOnlySpan<byte> image, MemoryStream to)
    {
        for (var at = 2; at + 4 <= image.Length;)
        {
            var (marker, length) = (image[at + 1], 2 + BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]));
            if (image[at] != 0xFF || at + length > image.Length)
            {
                throw Damaged(source);
            }

            if (marker == StartOfScan)
            {
                to.Write(image[at..]);
                return;
            }

            if (marker is < 0xE0 or > 0xEF)
            {
                to.Write(image.Slice(at, length));
            }

            at += length;
        }
    }

    private static InputException Damaged(string source) => new($"{source}: damaged JPEG tile: fetch the slide again");
}
