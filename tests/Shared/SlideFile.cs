using BitMiracle.LibTiff.Classic;

namespace MhdNet.Tests.Data.Slides;

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

    /// <summary>A tiled image.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colour">The pixels.</param>
    /// <param name="compression">Of the tiles.</param>
    /// <param name="photometric">Of the tiles.</param>
    /// <param name="tile">Their edge.</param>
    /// <param name="description">Of the image.</param>
    /// <param name="leftOut">Numbers of tiles that take no byte, as scanners leave out glass.</param>
    public static Action<Tiff> Tiled(
        int width, int height, Colour colour, Compression compression = Compression.NONE,
        Photometric photometric = Photometric.RGB, int tile = 64, string? description = null,
        params int[] leftOut) => tiff =>
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

                if (!leftOut.Contains(number))
                {
                    tiff.WriteEncodedTile(number, pixels, pixels.Length);
                }

                number++;
            }
        }
    };

    /// <summary>Tiles of JPEG 2000 as Aperio stores them: bare codestreams, which LibTiff takes as they are.</summary>
    /// <param name="folder">For the files on the way.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colour">The pixels, in the components stored.</param>
    /// <param name="compression">33003 or 33005.</param>
    /// <param name="halved">Whether the second and third component have half the columns; the colour is then asked at every other
    /// column.</param>
    /// <param name="description">Starts with Aperio, or OpenSlide will not read it.</param>
    public static Action<Tiff> Jpeg2000(TemporaryFolder folder, int width,
        int height, Colour colour, int compression, bool halved, string description) => tiff =>
    {
        const int Tile = 64;
        Head(tiff, width, height, (Compression)compression, Photometric.RGB, description);
        tiff.SetField(TiffTag.TILEWIDTH, Tile);
        tiff.SetField(TiffTag.TILELENGTH, Tile);
        var number = 0;
        for (var ty = 0; ty < height; ty += Tile)
        {
            for (var tx = 0; tx < width; tx += Tile)
            {
                IEnumerable<byte> Plane(Func<(byte Red, byte Green, byte Blue), byte> component, int step) =>
                    from y in Enumerable.Range(ty, Tile)
                    from x in Enumerable.Range(0,
                        Tile / step)
                    select component(colour(tx + (x * step), y));
                var step = halved ? 2 : 1;
                byte[] planes = [.. Plane(pixel => pixel.Red, 1), .. Plane(pixel => pixel.Green, step),
                    .. Plane(pixel => pixel.Blue, step)];
                var code = Jpeg2000File.Encode(folder, planes, $"{Tile},{Tile},3,8,u@1x1:{step}x1:{step}x1");
                tiff.WriteRawTile(number++, code, code.Length);
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

    /// <summary>One tile, stored as it is given.</summary>
    public static Action<Tiff> Raw(int width, int height, Compression compression, Photometric photometric, byte[] tile) => tiff =>
    {
        Head(tiff, width, height, compression, photometric, null);
        tiff.SetField(TiffTag.TILEWIDTH, 64);
        tiff.SetField(TiffTag.TILELENGTH, 64);
        if (compression == Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGTABLESMODE, JpegTablesMode.NONE);
        }

        tiff.WriteRawTile(0, tile, tile.Length);
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
