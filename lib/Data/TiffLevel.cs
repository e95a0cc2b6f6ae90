using BitMiracle.LibTiff.Classic;

namespace MhdNet.Data;

/// <summary>One tiled directory of a slide.</summary>
internal sealed record TiffLevel(short Directory, int Width, int Height, int TileWidth, int TileHeight, Compression Compression, string? Refusal)
{
    /// <summary>Tiles in a row.</summary>
    public int Columns => (Width + TileWidth - 1) / TileWidth;

    public bool Jpeg => Compression == Compression.JPEG;

    /// <summary>Describes the current directory; <see cref="Refusal"/> says why its pixels are not read, if so.</summary>
    public static TiffLevel Of(Tiff tiff, short directory)
    {
        int Field(TiffTag tag) => tiff.GetFieldDefaulted(tag)?[0].ToInt() ?? 0;
        var (width, height) = (Field(TiffTag.IMAGEWIDTH), Field(TiffTag.IMAGELENGTH));
        var (tileWidth, tileHeight) = (Field(TiffTag.TILEWIDTH), Field(TiffTag.TILELENGTH));
        var refusal =
            width < 1 || height < 1 || tileWidth is < 1 or > 8192 || tileHeight is < 1 or > 8192 ? $"an image of {width} x {height} in tiles of {tileWidth} x {tileHeight}"
            : Field(TiffTag.SAMPLESPERPIXEL) != 3 || Field(TiffTag.BITSPERSAMPLE) != 8 ? $"{Field(TiffTag.SAMPLESPERPIXEL)} samples of {Field(TiffTag.BITSPERSAMPLE)} bits"
            : Field(TiffTag.PLANARCONFIG) != (int)PlanarConfig.CONTIG ? "one plane a colour"
            : (Photometric)Field(TiffTag.PHOTOMETRIC) is var photometric
                && photometric != Photometric.RGB && !(photometric == Photometric.YCBCR && (Compression)Field(TiffTag.COMPRESSION) == Compression.JPEG)
                ? $"photometric interpretation {photometric}"
            : null;
        return new TiffLevel(directory, width, height, tileWidth, tileHeight, (Compression)Field(TiffTag.COMPRESSION), refusal);
    }

    public static string NameOf(Compression compression) => (int)compression switch
    {
        33003 => "JPEG 2000 (33003, YCbCr)",
        33005 => "JPEG 2000 (33005, RGB)",
        var number => $"{number} ({compression})",
    };

    /// <summary>Whether this is the same picture at a lower resolution: its sides shrink alike, within one pixel in fifty.</summary>
    public bool IsReductionOf(TiffLevel largest)
    {
        double across = largest.Width / (double)Width, down = largest.Height / (double)Height;
        return across > 1 && Math.Abs(across - down) < 0.02 * across;
    }
}
