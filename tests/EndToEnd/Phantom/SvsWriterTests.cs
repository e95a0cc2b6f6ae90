using MhdNet.Data;
using MhdNet.Phantom;
using SkiaSharp;

namespace MhdNet.Tests.Data.Phantom;

public sealed class SvsWriterTests : IDisposable
{
    private const int Size = 512;
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OpenSlide_takes_the_pyramid_for_an_Aperio_slide()
    {
        var (path, image) = Write(plain: false);
        var (code, output) = ExternalTool.Run("openslide-tools", "openslide-show-properties", path);
        Assert.Equal(0, code);
        string[] expected =
        [
            "openslide.vendor: 'aperio'", "openslide.level-count: '3'",
            "openslide.level[0].width: '512'", "openslide.level[0].tile-width: '256'",
            "openslide.level[1].downsample: '4'", "openslide.level[2].downsample: '16'",
            "openslide.mpp-x: '0.5'", "openslide.objective-power: '20'",
        ];
        Assert.All(expected, line => Assert.Contains(line, output, StringComparison.Ordinal));
        Assert.Contains("synthetic", output, StringComparison.Ordinal);
        AssertAlike(path, image);
    }

    [Fact]
    public void OpenSlide_takes_the_plain_file_for_a_tiled_TIFF()
    {
        var (path, image) = Write(plain: true);
        var (code, output) = ExternalTool.Run("openslide-tools", "openslide-show-properties", path);
        Assert.Equal(0, code);
        Assert.Contains("openslide.vendor: 'generic-tiff'", output, StringComparison.Ordinal);
        Assert.Contains("openslide.level-count: '1'", output, StringComparison.Ordinal);
        Assert.Contains("tiff.XResolution: '20000'", output, StringComparison.Ordinal); // 0.5 um
        AssertAlike(path, image);
    }

    private (string Path, RgbImage Image) Write(bool plain)
    {
        var slide = PhantomTissue.Render(1, 1, 0, 4, PhantomParameters.MeansOf(4).Tissue, Size);
        var image = new RgbImage(Size, Size, slide.Rgb);
        var path = Path.Combine(_folder, plain ? "a.tif" : "a.svs");
        if (plain)
        {
            SvsWriter.WritePlain(path, image, 0.5, "P001-1");
        }
        else
        {
            SvsWriter.WritePyramid(path, image, 0.5, "P001-1");
        }

        return (path, image);
    }

    // JPEG keeps what the eye sees: a few levels in the mean, no shifted or swapped channel.
    private void AssertAlike(string path, RgbImage image)
    {
        var png = Path.Combine(_folder, "a.png");
        Assert.Equal(0, ExternalTool.Run("openslide-tools", "openslide-write-png", path, "0", "0", "0", "512", "512", png).Code);
        using var bitmap = SKBitmap.Decode(png);
        var off = new double[3];
        for (var i = 0; i < Size * Size; i++)
        {
            var pixel = bitmap.GetPixel(i % Size, i / Size);
            off[0] += Math.Abs(pixel.Red - image.Pixels[3 * i]);
            off[1] += Math.Abs(pixel.Green - image.Pixels[(3 * i) + 1]);
            off[2] += Math.Abs(pixel.Blue - image.Pixels[(3 * i) + 2]);
        }

        Assert.All(off, sum => Assert.InRange(sum / (Size * Size), 0, 8));
    }
}
