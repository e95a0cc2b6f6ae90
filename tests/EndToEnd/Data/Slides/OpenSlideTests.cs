using BitMiracle.LibTiff.Classic;
using MhdNet.Data;
using MhdNet.Data.Slides;
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Slides;

/// <summary>The same pixels as OpenSlide: within 1 level for RGB, 4 for YCbCr, whose colours each JPEG library enlarges a little
/// differently.</summary>
public sealed class OpenSlideTests : IDisposable
{
    private const int Rgb = 1;
    private const int YCbCr = 4;
    private const string Aperio = "Aperio Image Library v11\r\n256x192 |AppMag = 20|MPP = 0.4990";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void On_a_real_slide()
    {
        using var slide = WholeSlides.Open(RealData.Slide);
        AssertSame(RealData.Slide, 0, slide.Width, slide.Height, Rgb);
    }

    [Fact]
    public void On_every_patch_of_a_real_slide()
    {
        using var slide = WholeSlides.Open(RealData.Slide);
        var whole = OpenSlide.Region(_folder, RealData.Slide, 0, 0, 0, slide.Width, slide.Height);
        Assert.All(PatchGrid.Create(slide, new PreprocessingOptions()).Patches(), patch =>
        {
            var expected = Enumerable.Range(patch.Y, patch.Edge)
                .SelectMany(y => whole.AsSpan(3 * ((y * slide.Width) + patch.X), 3 * patch.Edge).ToArray());
            Assert.InRange(patch.Rgb.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), 0, Rgb);
        });
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(1, 128)]
    [InlineData(2, 32)]
    public void On_every_level_of_a_phantom_slide(int level, int size)
    {
        SvsWriter.WritePyramid(_folder.File("a.svs"), Phantom(), 0.5, "P001-1");
        AssertSame(_folder.File("a.svs"), level, size, size, YCbCr);
    }

    [Fact]
    public void On_a_phantom_slide_of_one_level()
    {
        SvsWriter.WritePlain(_folder.File("a.tif"), Phantom(), 0.5, "P001-1");
        AssertSame(_folder.File("a.tif"), 0, 512, 512, YCbCr);
    }

    [Theory]
    [InlineData(Photometric.RGB, Compression.JPEG, Rgb)]
    [InlineData(Photometric.YCBCR, Compression.JPEG, YCbCr)]
    [InlineData(Photometric.RGB, Compression.LZW, 0)]
    public void On_a_tiled_TIFF(Photometric photometric, Compression compression, int most)
    {
        SlideFile.Write(_folder.File("a.tif"), SlideFile.Tiled(256, 192, Tissue(Phantom()), compression, photometric));
        AssertSame(_folder.File("a.tif"), 0, 256, 192, most);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void On_tiles_that_the_scanner_left_out(int tile)
    {
        SlideFile.Write(_folder.File("a.svs"),
            SlideFile.Tiled(256, 192, Tissue(Phantom()), Compression.JPEG, description: Aperio, leftOut: [tile, 6]));
        AssertSame(_folder.File("a.svs"), 0, 256, 192, Rgb);
        using var slide = WholeSlides.Open(_folder.File("a.svs"));
        var pixel = new byte[3];
        slide.ReadRegion((tile % 4 * 64) + 9, (tile / 4 * 64) + 9, 1, 1, pixel);
        Assert.Equal([255, 255, 255], pixel);
    }

    [Theory]
    [InlineData(33005, false, 0)]
    [InlineData(33003, false, Rgb)]
    [InlineData(33003, true, Rgb)]
    public void On_JPEG_2000(int compression, bool halved, int most)
    {
        SlideFile.Write(_folder.File("a.svs"), SlideFile.Jpeg2000(_folder, 256, 192, Tissue(Phantom()), compression, halved, Aperio));
        AssertSame(_folder.File("a.svs"), 0, 256, 192, most);
    }

    private void AssertSame(string path, int level, int width, int height, int most)
    {
        using var slide = WholeSlides.Open(path);
        var here = new byte[width * height * 3];
        slide.ReadRegion(0, 0, width, height, here, level);
        var there = OpenSlide.Region(_folder, path, 0, 0, level, width, height);
        Assert.True(here.Distinct().Count() > 50, "an empty picture proves nothing");
        Assert.InRange(here.Zip(there, (a, b) => Math.Abs(a - b)).Max(), 0, most);
    }

    private static SlideFile.Colour Tissue(RgbImage image) => (x, y) =>
    {
        var at = 3 * ((y * image.Width) + x);
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    };

    private static RgbImage Phantom() => new(512, 512, PhantomTissue.Render(1, 1, 0, 4, PhantomParameters.MeansOf(4).Tissue, 512).Rgb);
}
