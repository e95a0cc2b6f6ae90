using BitMiracle.LibTiff.Classic;
using MhdNet.Data;
using MhdNet.Phantom;

namespace MhdNet.Cli.Fuzz;

/// <summary>
/// Small slides: an Aperio pyramid, a tiled TIFF in each compression that is read (among them both of Aperio's kinds of JPEG 2000), and
/// a BigTIFF.
/// </summary>
internal static class TiffSeeds
{
    private const int Width = 80, Height = 48, Tile = 32;
    private const Compression YCbCr = (Compression)33003, Rgb = (Compression)33005; // Aperio's JPEG 2000

    public static IReadOnlyList<Seed> All()
    {
        var folder = Directory.CreateTempSubdirectory("mhdnet-fuzz-");
        try
        {
            var path = Path.Combine(folder.FullName, "seed.tif");
            SvsWriter.WritePyramid(path, new RgbImage(256, 192, Pixels(256, 192)), 0.5, "SYNTHETIC");
            var seeds = new List<Seed> { Read("pyramid.svs") };
            foreach (var (name, compression, photometric, mode) in new[]
            {
                ("jpeg-ycbcr", Compression.JPEG, Photometric.YCBCR, "w"),
                ("jpeg-rgb", Compression.JPEG, Photometric.RGB, "w"),
                ("lzw", Compression.LZW, Photometric.RGB, "w"),
                ("deflate", Compression.ADOBE_DEFLATE, Photometric.RGB, "w"),
                ("raw", Compression.NONE, Photometric.RGB, "w"),
                ("raw-big-endian", Compression.NONE, Photometric.RGB, "wb"),
                ("raw-bigtiff", Compression.NONE, Photometric.RGB, "w8"),
            })
            {
                Write(path, compression, photometric, mode);
                seeds.Add(Read(name + ".tif"));
            }

            foreach (var (name, compression, tile) in new[]
            {
                ("jpeg2000-rgb", Rgb, "tile.j2k"),
                ("jpeg2000-ycbcr", YCbCr, "tile.j2k"),
                ("jpeg2000-ycbcr-halved", YCbCr, "tile-halved.j2k"),
            })
            {
                Write(path, compression, Photometric.RGB, "w", Seed.Resource(tile));
                seeds.Add(Read(name + ".svs"));
            }

            return seeds;

            Seed Read(string name)
            {
                var bytes = File.ReadAllBytes(path);
                return new Seed(name, bytes, TiffFields.Of(bytes));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // every tile the same: the pixels below, encoded here, or a tile that is encoded already
    private static void Write(string path, Compression compression, Photometric photometric, string mode, byte[]? encoded = null)
    {
        using var tiff = Tiff.Open(path, mode);
        tiff.SetField(TiffTag.IMAGEWIDTH, Width);
        tiff.SetField(TiffTag.IMAGELENGTH, Height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
        tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, compression);
        tiff.SetField(TiffTag.PHOTOMETRIC, photometric);
        tiff.SetField(TiffTag.IMAGEDESCRIPTION, "Aperio Image Library|AppMag = 20|MPP = 0.4990");
        tiff.SetField(TiffTag.TILEWIDTH, Tile);
        tiff.SetField(TiffTag.TILELENGTH, Tile);
        if (compression == Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        }

        var pixels = Pixels(Tile, Tile);
        for (var tile = 0; tile < tiff.NumberOfTiles(); tile++)
        {
            _ = encoded is null ? tiff.WriteEncodedTile(tile, pixels, pixels.Length) : tiff.WriteRawTile(tile, encoded, encoded.Length);
        }
    }

    private static byte[] Pixels(int width, int height) =>
        [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(100 + (i / 3 % width) + (i % 3 * 20)))];
}
