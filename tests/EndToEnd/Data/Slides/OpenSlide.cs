using MhdNet.Tests.Data.Phantom;
using SkiaSharp;

namespace MhdNet.Tests.Data.Slides;

/// <summary>OpenSlide, which reads slides independently of this library, through its program; tests are skipped where it is not
/// installed.</summary>
internal static class OpenSlide
{
    /// <summary>A region of a level, (height, width, 3); what OpenSlide leaves transparent is white.</summary>
    /// <param name="folder">For the picture on the way.</param>
    /// <param name="path">The slide.</param>
    /// <param name="x">Left edge in pixels of level 0.</param>
    /// <param name="y">Upper edge in pixels of level 0.</param>
    /// <param name="level">The level.</param>
    /// <param name="width">In pixels of the level.</param>
    /// <param name="height">In pixels of the level.</param>
    public static byte[] Region(TemporaryFolder folder, string path, int x, int y, int level, int width, int height)
    {
        var picture = folder.File("region.png");
        string[] numbers = [.. new[] { x, y, level, width, height }.Select(number => $"{number}")];
        var (code, output) = ExternalTool.Run("openslide-tools", "openslide-write-png", [path, .. numbers, picture]);
        Assert.True(code == 0, output);
        using var bitmap = SKBitmap.Decode(picture, new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        return [.. bitmap.Bytes.Chunk(4).SelectMany(pixel => pixel[3] == 0 ? [255, 255, 255] : pixel[..3])];
    }
}
