using MhdNet.Tests.Data;
using MhdNet.Tests.Data.Slides;
using SkiaSharp;

namespace MhdNet.Tests.Cli;

/// <summary>`mhdnet preprocess --slide`: one slide, its patches of a physical size, and the picture of what becomes of them.</summary>
public sealed class PreprocessSlideTests : IDisposable
{
    private const int Width = 896, Height = 448;

    private readonly TemporaryFolder _folder = new();

    public PreprocessSlideTests() => SlideFile.Write(
        _folder.File("s.svs"),
        SlideFile.Tiled(Width, Height, Tissue, tile: 224, description: "Aperio Image Library v11 |AppMag = 20|MPP = 0.5000"));

    public void Dispose() => _folder.Dispose();

    // left half glass, the rest cells
    [Theory]
    [InlineData("", "8 patches of 224x224 pixels of level 0: 4 white, 0 cell-sparse, 4 kept: 0 sequences of 8 patches")]
    [InlineData("--mpp 0.5", "8 patches of 224x224 pixels of level 0: 4 white, 0 cell-sparse, 4 kept: 0 sequences of 8 patches")]
    [InlineData("--mpp 0.25", "32 patches of 112x112 pixels of level 0: 16 white, 0 cell-sparse, 16 kept: 2 sequences of 8 patches; "
        + "patches are enlarged from 0.5 to 0.25 um a pixel")]
    [InlineData("--mpp 1", "2 patches of 448x448 pixels of level 0: 1 white, 0 cell-sparse, 1 kept: 0 sequences of 8 patches")]
    public async Task Patches_have_the_size_asked_for(string option, string says)
    {
        var answer = await Mhdnet.RunAsync(["preprocess", "--scale",
            "smoke", "--slide", _folder.File("s.svs"), .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains($"s.svs: {Width}x{Height} at 0.5 um, {says}", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_shows_the_slide_and_frames_what_is_kept()
    {
        var picture = _folder.File("out/s.png");
        var answer = await Mhdnet.RunAsync("preprocess", "--scale", "smoke", "--slide", _folder.File("s.svs"), "--show", picture);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains(picture, answer.Output, StringComparison.Ordinal);
        using var bitmap = SKBitmap.Decode(picture);
        Assert.InRange(bitmap.Width, Width, Width + 100);
        Assert.InRange(bitmap.Height, Height, Height + 200);
        var tissue = bitmap.Pixels.Count(pixel => (pixel.Red, pixel.Green, pixel.Blue) is (70, 50, 120));
        Assert.InRange(tissue, Width * Height * 0.4, Width * Height / 2); // half of the slide, less the frames
        Assert.True(bitmap.Pixels.Distinct().Count() > 10, "no frames are drawn");
    }

    [Theory]
    [InlineData("--mpp 0", "--mpp 0: give the edge of a pixel in micrometres")]
    [InlineData("--mpp 100", "--mpp 100: give the edge of a pixel in micrometres")]
    public async Task A_size_that_makes_no_sense_is_one_line(string option, string says)
    {
        var answer = await Mhdnet.RunAsync(["preprocess", "--scale", "smoke", "--slide", _folder.File("s.svs"), .. option.Split(' ')]);
        Assert.Equal(2, answer.Code);
        Assert.Contains(says, Assert.Single(answer.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_slide_there_is_nothing_to_show()
    {
        var answer = await Mhdnet.RunAsync("preprocess", "--cohort", _folder.Path, "--show", _folder.File("s.png"));
        Assert.Equal((2, "error: preprocess: --show draws one slide: give it with --slide FILE"), (answer.Code, answer.Error.TrimEnd()));
    }

    private static (byte, byte, byte) Tissue(int x, int y) =>
        x < Width / 2 ? ((byte)250, (byte)250, (byte)250) : ((byte)70, (byte)50, (byte)120);
}
