using BitMiracle.LibTiff.Classic;
using MhdNet.Data.Slides;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Slides;

public sealed class WholeSlideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0, 64, 64)]
    [InlineData(60, 50, 80, 30)]
    [InlineData(-10, -5, 40, 40)]
    [InlineData(280, 180, 50, 50)]
    [InlineData(500, 500, 4, 4)]
    [InlineData(-20, -20, 400, 300)]
    public void Regions_cross_tiles_and_are_white_outside(int x, int y, int width, int height)
    {
        SlideFile.Write(_folder.File("a.tif"), SlideFile.Tiled(300, 200, SlideFile.Place, Compression.LZW));
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        var rgb = new byte[width * height * 3];
        slide.ReadRegion(x, y, width, height, rgb);
        for (var i = 0; i < width * height; i++)
        {
            var (px, py) = (x + (i % width), y + (i / width));
            var expected = px >= 0 && px < 300 && py >= 0 && py < 200 ? SlideFile.Place(px, py) : ((byte)255, (byte)255, (byte)255);
            Assert.Equal(expected, (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]));
        }
    }

    [Theory]
    [InlineData(Photometric.YCBCR)]
    [InlineData(Photometric.RGB)]
    public void Jpeg_tiles_give_rgb_on_every_level(Photometric photometric)
    {
        SlideFile.Colour pink = (_, _) => (220, 90, 150);
        SlideFile.Write(
            _folder.File("a.svs"),
            SlideFile.Tiled(256, 128, pink, Compression.JPEG, photometric,
                description: "Aperio Image Library v1\r\n256x128 |AppMag = 20|MPP = 0.4990|Left = 1"),
            SlideFile.Strips(90, 45),
            SlideFile.Tiled(64, 32, pink, Compression.JPEG, photometric),
            SlideFile.Strips(400, 400));
        using var slide = WholeSlides.Open(_folder.File("a.svs"));
        Assert.Equal((256, 128), (slide.Width, slide.Height));
        Assert.Equal(0.499, slide.MicronsPerPixel);
        var region = new byte[10 * 10 * 3];
        slide.ReadRegion(100, 60, 10, 10, region);
        var thumbnail = slide.Thumbnail(60);
        Assert.Equal((60, 30), (thumbnail.Width, thumbnail.Height));
        slide.ReadRegion(60, 100, 10, 10, region);
        foreach (var pixels in new[] { region, thumbnail.Pixels })
        {
            Assert.All(pixels.Chunk(3), pixel => Assert.True(
                Math.Abs(pixel[0] - 220) < 6 && Math.Abs(pixel[1] - 90) < 6 && Math.Abs(pixel[2] - 150) < 6, string.Join(" ", pixel)));
        }
    }

    [Fact]
    public void Levels_are_the_reductions_of_the_largest_image_and_are_read_in_their_own_pixels()
    {
        SlideFile.Write(
            _folder.File("a.tif"),
            SlideFile.Tiled(64, 48, (x, y) => ((byte)x, (byte)y, 4), Compression.LZW),
            SlideFile.Tiled(256, 192, (x, y) => ((byte)x, (byte)y, 1)),
            SlideFile.Tiled(100, 192, (_, _) => (9, 9, 9)), // another picture
            SlideFile.Tiled(128, 96, (x, y) => ((byte)x, (byte)y, 2), Compression.DEFLATE));
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        Assert.Equal([1, 2, 4], slide.Downsamples);
        for (var level = 0; level < 3; level++)
        {
            var rgb = new byte[3 * 70];
            slide.ReadRegion(20, 30, 70, 1, rgb, level);
            Assert.Equal([20, 30, (byte)(1 << level)], rgb[..3]);
            Assert.Equal(level == 2 ? [255, 255, 255] : [89, 30, (byte)(1 << level)], rgb[^3..]);
        }
    }

    [Theory]
    [InlineData("Aperio Image Library v1\r\n64x64 |AppMag = 40|MPP = 0.2527|Left = 1", 0, 0, 0.2527, "")]
    [InlineData("Aperio |MPP=0.25", 10000, 3, 0.25, "")]
    [InlineData("Aperio |AppMag = 20|MPP = 0", 0, 0, 0.5, "no microns per pixel: taken from the magnification of 20")]
    [InlineData("Aperio |AppMag = 40", 40000, 3, 0.25, "")]
    [InlineData("Aperio |AppMag = 40", 72, 2, 0.25, "no microns per pixel: taken from the magnification of 40")]
    [InlineData("any", 25400, 2, 1.0, "")]
    [InlineData("any", 72, 2, null, "")]
    [InlineData("any", 20000, 1, null, "")]
    [InlineData("Aperio |AppMag = 0|MPP = 0.0000001", 0, 3, null, "MPP = 0.0000001 is no edge of a pixel")]
    [InlineData("Aperio |AppMag = 20|MPP = 0,2500|Left = 1", 0, 0, 0.25, "")]
    [InlineData("Aperio |AppMag = 20|MPP = unknown|Left = 1", 20000, 3, null, "MPP = unknown is no edge of a pixel")]
    [InlineData("<A Name=\"DICOM_PIXEL_SPACING\" PMSVR=\"IDoubleArray\">&quot;0.0005&quot; &quot;0.0005&quot;</A>"
        + "<A Name=\"DICOM_PIXEL_SPACING\">\"0.00025\" \"0.00025\"</A>", 0, 0, 0.25, "")]
    [InlineData("<A Name=\"DICOM_PIXEL_SPACING\">\"0.00025\" \"0.0005\"</A>", 0, 0, null,
        "DICOM_PIXEL_SPACING 0.00025 0.0005: pixels of 0.25 x 0.5 um are not square")]
    [InlineData("<OME><Pixels PhysicalSizeX=\"0.2525\" PhysicalSizeY=\"0.2525\"/></OME>", 72, 2, 0.2525, "")]
    [InlineData("<OME><Pixels PhysicalSizeX=\"252.5\" PhysicalSizeXUnit=\"nm\"/></OME>", 0, 0, 0.2525, "")]
    [InlineData("<OME><Pixels PhysicalSizeX=\"1\" PhysicalSizeXUnit=\"pixel\"/></OME>", 20000, 3, null,
        "PhysicalSizeX is no edge of a pixel")]
    public void The_size_of_a_pixel_is_the_first_that_makes_sense(string description, float perUnit, int unit, double? microns, string note)
    {
        SlideFile.Write(_folder.File("a.svs"), tiff =>
        {
            if (unit > 0)
            {
                tiff.SetField(TiffTag.RESOLUTIONUNIT, unit);
                tiff.SetField(TiffTag.XRESOLUTION, perUnit);
            }

            SlideFile.Tiled(64, 64, SlideFile.Place, description: description)(tiff);
        });
        using var slide = WholeSlides.Open(_folder.File("a.svs"));
        Assert.Equal((microns, note), (slide.MicronsPerPixel is { } edge ? Math.Round(edge, 6) : null, slide.Note));
    }

    // tissue of blocks, as it looks from afar, and that of another section
    private static SlideFile.Colour Section(int seed, int downsample) => (x, y) =>
    {
        var block = (uint)(((x * downsample / 64) * 73856093) ^ ((y * downsample / 64) * 19349663) ^ (seed * 83492791)) * 2654435761;
        return ((byte)(block >> 24), (byte)(block >> 16), (byte)(block >> 8));
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_second_section_of_half_the_size_is_no_level(bool said)
    {
        Action<Tiff> Of(Action<Tiff> image, FileType type) => tiff =>
        {
            if (said)
            {
                tiff.SetField(TiffTag.SUBFILETYPE, type);
            }

            image(tiff);
        };
        SlideFile.Write(
            _folder.File("a.tif"),
            Of(SlideFile.Tiled(1024, 768, Section(1, 1)), 0), Of(SlideFile.Tiled(512, 384, Section(2, 2)), 0),
            Of(SlideFile.Tiled(512, 384, Section(1, 2)), FileType.REDUCEDIMAGE));
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        Assert.Equal([1, 2], slide.Downsamples);
        var (fine, coarse) = (new byte[3], new byte[3]);
        slide.ReadRegion(700, 500, 1, 1, fine);
        slide.ReadRegion(350, 250, 1, 1, coarse, level: 1);
        Assert.Equal(fine, coarse);
        Assert.Equal("1 further tiled image is no reduction of the largest one, and not read", slide.Note);
    }

    [Fact]
    public void A_dicom_file_is_called_one()
    {
        File.WriteAllBytes(_folder.File("1.dcm"), new Dicom.SliceFile().Bytes());
        Assert.Contains("a DICOM file, no slide that is read", Assert.Throws<InputException>(() =>
            WholeSlides.Open(_folder.File("1.dcm"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_states_of_a_slide_goes_before_what_the_file_says()
    {
        SlideFile.Write(_folder.File("a.svs"), SlideFile.Tiled(64, 64, SlideFile.Place, description: "Aperio |MPP = 0.25"));
        SlideFile.Write(_folder.File("b.tif"), SlideFile.Tiled(64, 64, SlideFile.Place));
        (double?, string) Stated(string name, double? stated, double? otherwise)
        {
            using var slide = WholeSlides.Open(_folder.File(name), stated, otherwise);
            return (slide.MicronsPerPixel, slide.Note);
        }

        Assert.Equal((0.25, ""), Stated("a.svs", null, 0.5));
        Assert.Equal((0.5, "0.5 um a pixel as stated by the user, where the file says 0.25"), Stated("a.svs", 0.5, null));
        Assert.Equal((0.5, "0.5 um a pixel as stated by the user"), Stated("b.tif", null, 0.5));
        Assert.Equal((0.4, "0.4 um a pixel as stated by the user"), Stated("b.tif", 0.4, 0.5));
    }

    [Fact]
    public void A_tile_that_was_left_out_is_glass()
    {
        SlideFile.Write(_folder.File("a.tif"), SlideFile.Tiled(128, 64, (_, _) => (10, 20, 30)));
        var bytes = File.ReadAllBytes(_folder.File("a.tif"));
        var table = bytes.AsSpan().IndexOf((byte[])[.. BitConverter.GetBytes(12288), .. BitConverter.GetBytes(12288)]);
        bytes.AsSpan(table, 4).Clear();
        File.WriteAllBytes(_folder.File("a.tif"), bytes);
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        var rgb = new byte[6];
        slide.ReadRegion(63, 5, 2, 1, rgb);
        Assert.Equal([255, 255, 255, 10, 20, 30], rgb);
    }

    [Fact]
    public void A_slide_larger_than_memory_is_read_in_the_memory_of_a_few_tiles()
    {
        // 60 tiles of 50 MB, none of which the file holds
        const int Tile = 4096, Tiles = 60;
        var tables = new TiffFile().Bytes([TiffFile.Tiled(
            new TiffFile.Entry(256, 4, 1, Tile * Tiles), new(257, 4, 1, Tile),
            new(322, 4, 1, Tile), new(323, 4, 1, Tile), new(324, 4, Tiles, 8), new(325, 4, Tiles, 8))]);
        File.WriteAllBytes(_folder.File("a.tif"), tables);
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        var before = GC.GetTotalMemory(forceFullCollection: false);
        for (var tile = 0; tile < Tiles; tile++)
        {
            var rgb = new byte[3];
            slide.ReadRegion((tile * Tile) + 7, 7, 1, 1, rgb);
            Assert.Equal([255, 255, 255], rgb);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: false) - before, long.MinValue, 1L << 30); // other tests run beside
    }

    [Fact]
    public void The_colour_space_of_a_JPEG_tile_is_that_of_the_TIFF_whatever_the_tile_says()
    {
        // a tile with a JFIF head of its own, which stands for YCbCr, in a TIFF that says RGB
        using var picture = new SkiaSharp.SKBitmap(64, 64);
        picture.Erase(new SkiaSharp.SKColor(220, 90, 150));
        var jfif = picture.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 100).ToArray();
        Assert.True(jfif.AsSpan().IndexOf("JFIF"u8) > 0);
        foreach (var photometric in new[] { Photometric.RGB, Photometric.YCBCR })
        {
            SlideFile.Write(_folder.File("a.tif"), SlideFile.Raw(64, 64, Compression.JPEG, photometric, jfif));
            using var slide = WholeSlides.Open(_folder.File("a.tif"));
            var rgb = new byte[3];
            slide.ReadRegion(32, 32, 1, 1, rgb);
            Assert.Equal(photometric == Photometric.YCBCR, Math.Abs(rgb[0] - 220) < 3
                && Math.Abs(rgb[1] - 90) < 3 && Math.Abs(rgb[2] - 150) < 3);
        }
    }

    [Theory]
    [InlineData(64, 32)]
    [InlineData(128, 128)]
    public void A_JPEG_tile_of_another_size_is_refused(int width, int height)
    {
        using var picture = new SkiaSharp.SKBitmap(width, height);
        SlideFile.Write(_folder.File("a.tif"),
            SlideFile.Raw(64, 64, Compression.JPEG, Photometric.YCBCR, picture.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 90).ToArray()));
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        Assert.Contains("damaged JPEG tile", Assert.Throws<InputException>(() => slide.ReadRegion(0, 0, 1, 1, new byte[3])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_thumbnail_averages()
    {
        SlideFile.Write(_folder.File("a.tif"),
            SlideFile.Tiled(128, 64, (x, y) => (x + y) % 2 == 0 ? ((byte)0, (byte)100, (byte)200) : ((byte)100, (byte)100, (byte)100)));
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        var thumbnail = slide.Thumbnail(32);
        Assert.Equal((32, 16), (thumbnail.Width, thumbnail.Height));
        Assert.All(thumbnail.Pixels.Chunk(3), pixel => Assert.Equal([50, 100, 150], pixel));
        Assert.Equal((128, 64), (slide.Thumbnail(5000).Width, slide.Thumbnail(5000).Height));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "missing", "no such file" },
        { "text", "no TIFF file" },
        { "strips", "no tiled image" },
        { "34925", "compression 34925" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_slide_is_refused_in_one_line(string what, string says)
    {
        var path = _folder.File("a.svs");
        switch (what)
        {
            case "text": _folder.Write("a.svs", "hello"); break;
            case "strips": SlideFile.Write(path, SlideFile.Strips(50, 50)); break;
            case "34925": SlideFile.Write(path, SlideFile.Raw(64, 64, (Compression)int.Parse(what), Photometric.RGB, new byte[100])); break;
            default: break;
        }

        var failure = Assert.Throws<InputException>(() => WholeSlides.Open(path));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_damaged_tile_is_refused_when_it_is_read()
    {
        SlideFile.Write(_folder.File("a.tif"), SlideFile.Tiled(64, 64, SlideFile.Place, Compression.DEFLATE));
        var bytes = File.ReadAllBytes(_folder.File("a.tif"));
        Array.Fill(bytes, (byte)0xEE, 20, 40);
        File.WriteAllBytes(_folder.File("a.tif"), bytes);
        using var slide = WholeSlides.Open(_folder.File("a.tif"));
        var failure = Assert.Throws<InputException>(() => slide.ReadRegion(0, 0, 8, 8, new byte[192]));
        Assert.Contains("a.tif: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_truncated_slide_is_refused_or_whole_wherever_it_is_cut()
    {
        SlideFile.Write(_folder.File("a.tif"), SlideFile.Tiled(128, 128, SlideFile.Place, Compression.JPEG, Photometric.YCBCR));
        var bytes = File.ReadAllBytes(_folder.File("a.tif"));
        var whole = Pixels(_folder.File("a.tif"));
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            File.WriteAllBytes(_folder.File("cut.tif"), bytes[..(bytes.Length * i / 40)]);
            try
            {
                Assert.Equal(whole, Pixels(_folder.File("cut.tif")));
            }
            catch (InputException refusal)
            {
                refused++;
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }

        Assert.InRange(refused, 30, 40);
    }

    private static byte[] Pixels(string path)
    {
        using var slide = WholeSlides.Open(path);
        var pixels = new byte[slide.Width * slide.Height * 3];
        slide.ReadRegion(0, 0, slide.Width, slide.Height, pixels);
        return pixels;
    }
}
