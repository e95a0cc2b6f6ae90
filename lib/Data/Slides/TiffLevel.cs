using BitMiracle.LibTiff.Classic;

namespace MhdNet.Data.Slides;

/// <summary>One tiled image of a slide.</summary>
/// <param name="Directory">Where its directory lies in the file.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="TileWidth">Columns of a tile.</param>
/// <param name="TileHeight">Rows of a tile.</param>
/// <param name="Compression">How the tiles are stored.</param>
/// <param name="YCbCr">Whether the TIFF says that its colours are YCbCr.</param>
/// <param name="JpegTables">Tables that JPEG tiles share; may be empty.</param>
/// <param name="Offsets">Where each tile lies, row by row.</param>
/// <param name="Lengths">Bytes of each tile; 0 for one that is left out, which is glass.</param>
/// <param name="Reduced">Whether the TIFF says that it is a reduction of another image (NewSubfileType).</param>
/// <param name="Refusal">Why its pixels are not read, and what to do; null if they are.</param>
internal sealed record TiffLevel(
    long Directory, int Width, int Height, int TileWidth, int TileHeight, Compression Compression, bool YCbCr, byte[] JpegTables,
    ulong[] Offsets, ulong[] Lengths, bool Reduced, string? Refusal)
{
    /// <summary>Aperio's JPEG 2000 in YCbCr, often with half the columns in the two colours.</summary>
    public const Compression Jpeg2000YCbCr = (Compression)33003;

    /// <summary>Aperio's JPEG 2000 in RGB.</summary>
    public const Compression Jpeg2000Rgb = (Compression)33005;

    private const int LargestTile = 4096;

    /// <summary>Its tiles.</summary>
    public TileGrid Grid => new(Width, Height, TileWidth, TileHeight);

    /// <summary>Describes the current directory.</summary>
    public static TiffLevel Read(Tiff tiff, long directory)
    {
        int Field(TiffTag tag) => tiff.GetFieldDefaulted(tag)?[0].ToInt() ?? 0;
        ulong[] Table(TiffTag tag) => Array.ConvertAll(tiff.GetField(tag)?[0].TolongArray() ?? [], number => (ulong)number);
        var (width, height) = (Field(TiffTag.IMAGEWIDTH), Field(TiffTag.IMAGELENGTH));
        var (tileWidth, tileHeight) = (Field(TiffTag.TILEWIDTH), Field(TiffTag.TILELENGTH));
        var (compression, photometric) = ((Compression)Field(TiffTag.COMPRESSION), (Photometric)Field(TiffTag.PHOTOMETRIC));
        var lossy = compression is Compression.JPEG or Jpeg2000YCbCr or Jpeg2000Rgb;
        var refusal =
            width < 1 || height < 1 || tileWidth is < 1 or > LargestTile || tileHeight is < 1 or > LargestTile
                ? $"an image of {width} x {height} in tiles of {tileWidth} x {tileHeight}: tile it in at most {LargestTile} "
                    + $"x {LargestTile} pixels"
            : !lossy && compression is not (Compression.NONE or Compression.LZW or Compression.DEFLATE or Compression.ADOBE_DEFLATE)
                ? $"tiles of compression {(int)compression} ({compression}) are not read: convert the slide to JPEG tiles"
            : Field(TiffTag.SAMPLESPERPIXEL) != 3 || Field(TiffTag.BITSPERSAMPLE) != 8
                ? $"{Field(TiffTag.SAMPLESPERPIXEL)} samples of {Field(TiffTag.BITSPERSAMPLE)} bits: "
                    + "convert the slide to 8-bit RGB with JPEG tiles"
            : Field(TiffTag.PLANARCONFIG) != (int)PlanarConfig.CONTIG ? "one plane a colour: convert the slide to 8-bit RGB with JPEG tiles"
            : photometric != Photometric.RGB && !(photometric == Photometric.YCBCR && lossy)
                ? $"photometric interpretation {photometric}: convert the slide to 8-bit RGB with JPEG tiles"
            : null;
        return new TiffLevel(
            directory, width, height, tileWidth, tileHeight, compression, photometric == Photometric.YCBCR,
            tiff.GetField(TiffTag.JPEGTABLES)?[1].GetBytes() ?? [],
            Table(TiffTag.TILEOFFSETS), Table(TiffTag.TILEBYTECOUNTS),
            ((FileType)Field(TiffTag.SUBFILETYPE) & FileType.REDUCEDIMAGE) != 0, refusal);
    }

    /// <summary>Whether this is the same picture at a lower resolution: its sides shrink alike, within one pixel in fifty.</summary>
    public bool IsReductionOf(TiffLevel largest)
    {
        double across = largest.Width / (double)Width, down = largest.Height / (double)Height;
        return across > 1 && Math.Abs(across - down) < 0.02 * across;
    }
}
