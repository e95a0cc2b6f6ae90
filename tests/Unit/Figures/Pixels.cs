using MhdNet.Figures;
using SkiaSharp;

namespace MhdNet.Tests.Figures;

/// <summary>Looks at a rendered picture.</summary>
internal static class Pixels
{
    /// <summary>The picture decoded; fails where the PNG is none or not of the size it claims.</summary>
    public static SKBitmap Decode(Picture picture)
    {
        var bitmap = SKBitmap.Decode(picture.Png);
        Assert.NotNull(bitmap);
        Assert.Equal((picture.Width, picture.Height), (bitmap.Width, bitmap.Height));
        return bitmap;
    }

    /// <summary>Number of pixels within a small distance of a colour.</summary>
    public static int Count(Picture picture, string colour)
    {
        var wanted = SKColor.Parse(colour);
        using var bitmap = Decode(picture);
        return bitmap.Pixels.Count(p => Math.Abs(p.Red - wanted.Red)
            + Math.Abs(p.Green - wanted.Green) + Math.Abs(p.Blue - wanted.Blue) < 12 && p.Alpha == 255);
    }

    /// <summary>Share of the pixels that are not white.</summary>
    public static double Inked(Picture picture)
    {
        using var bitmap = Decode(picture);
        return bitmap.Pixels.Count(p => p != SKColors.White) / (double)bitmap.Pixels.Length;
    }
}
