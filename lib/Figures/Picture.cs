using MhdNet.Runtime;
using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>A finished picture.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Png">The picture as a PNG file's bytes.</param>
public sealed record Picture(int Width, int Height, byte[] Png)
{
    /// <summary>Writes the PNG, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Png));

    /// <summary>Writes the picture as a JPEG file, whole or not at all: small where it holds photographs, at some loss.</summary>
    public void SaveJpeg(string path)
    {
        using var image = SKImage.FromEncodedData(Png);
        using var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, 60);
        AtomicFile.Write(path, stream => jpeg.SaveTo(stream));
    }

    /// <summary>Draws on a canvas of the given size.</summary>
    internal static Picture Draw(int width, int height, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var pixels = image.PeekPixels();
        // notebooks are kept in git: as small as PNG goes
        using var png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, zLibLevel: 9))!;
        return new Picture(width, height, png.ToArray());
    }
}
