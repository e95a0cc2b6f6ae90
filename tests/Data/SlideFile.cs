using BitMiracle.LibTiff.Classic;

namespace MhdNet.Tests.Data;

/// <summary>Small slides written with LibTiff: tiled levels, and strips that are no level.</summary>
internal static class SlideFile
{
    public delegate (byte Red, byte Green, byte Blue) Colour(int x, int y);

    /// <summary>A picture in which every pixel names its place.</summary>
    public static (byte Red, byte Green, byte Blue) Place(int x, int y) => ((byte)x, (byte)y, (byte)((x / 256 * 16) + (y / 256)));

    public static void Write(string path, params Action<Tiff>[] directories)
    {
        using var tiff = Tiff.Open(path, "w");
        foreach (var directory in directories)
        {
            directory(tiff);
            tiff.WriteDirectory();
        }
    }

    public static Action<Tiff> Tiled(
        int width, int height, Colour colour, Compression compression = Compression.NONE, Photometric photometric = Photometric.RGB, int tile = 64, string? description = null) => tiff =>
    {
        Head(tiff, width, height, compression, photometric, description);
        tiff.SetField(TiffTag.TILEWIDTH, tile);
        tiff.SetField(TiffTag.TILELENGTH, tile);
        if (compression == Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGQUALITY, 95);
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        }

        var number = 0;
        for (var ty = 0; ty < height; ty += tile)
        {
            for (var tx = 0; tx < width; tx += tile)
            {
                var pixels = new byte[tile * tile * 3];
                for (var i = 0; i < tile * tile; i++)
                {
                    (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = colour(tx + (i % tile), ty + (i / tile));
                }

                tiff.WriteEncodedTile(number++, pixels, pixels.Length);
            }
        }
    };

    public static Action<Tiff> Strips(int width, int height) => tiff =>
    {
        Head(tiff, width, height, Compression.NONE, Photometric.RGB, null);
        tiff.SetField(TiffTag.ROWSPERSTRIP, height);
        var pixels = new byte[width * height * 3];
        tiff.WriteEncodedStrip(0, pixels, pixels.Length);
    };

    /// <summary>A tiled directory whose tiles claim a compression this library cannot decode.</summary>
    public static Action<Tiff> Claims(int compression) => tiff =>
    {
        Head(tiff, 64, 64, (Compression)compression, Photometric.RGB, null);
        tiff.SetField(TiffTag.TILEWIDTH, 64);
        tiff.SetField(TiffTag.TILELENGTH, 64);
        tiff.WriteRawTile(0, new byte[100], 100);
    };

    private static void Head(Tiff tiff, int width, int height, Compression compression, Photometric photometric, string? description)
    {
        tiff.SetField(TiffTag.IMAGEWIDTH, width);
        tiff.SetField(TiffTag.IMAGELENGTH, height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
        tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, compression);
        tiff.SetField(TiffTag.PHOTOMETRIC, photometric);
        if (description is not null)
        {
            tiff.SetField(TiffTag.IMAGEDESCRIPTION, description);
        }
    }
}
