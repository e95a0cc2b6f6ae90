using BitMiracle.LibTiff.Classic;
using MhdNet.Data;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

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
            SlideFile.Tiled(256, 128, pink, Compression.JPEG, photometric, description: "Aperio Image Library v1\r\n256x128 |AppMag = 20|MPP = 0.4990|Left = 1"),
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
    public void A_thumbnail_averages()
    {
        SlideFile.Write(_folder.File("a.tif"), SlideFile.Tiled(128, 64, (x, y) => (x + y) % 2 == 0 ? ((byte)0, (byte)100, (byte)200) : ((byte)100, (byte)100, (byte)100)));
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
        { "33003", "JPEG 2000 (33003" },
        { "33005", "JPEG 2000 (33005" },
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
            case "33003" or "33005": SlideFile.Write(path, SlideFile.Claims(int.Parse(what))); break;
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
