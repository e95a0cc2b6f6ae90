using MhdNet.Data;
using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>Contact sheets: CT slices, slide patches, frames of a sequence, in reading order, each with its caption and mark.</summary>
public static class ImageSheet
{
    internal static readonly SKColor Kept = SKColor.Parse(FigureStyle.Palette[2]);
    internal static readonly SKColor Dropped = SKColor.Parse(FigureStyle.Palette[1]);
    private const int Gap = 8, Margin = 14, TitleSize = 20, CaptionSize = 13;

    /// <summary>Draws a sheet.</summary>
    /// <param name="tiles">The pictures, of any sizes; each is fitted into a square.</param>
    /// <param name="columns">Pictures a row.</param>
    /// <param name="tileSize">Side of the square, pixels.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic; the title then says so.</param>
    /// <exception cref="ArgumentException">Pixels that do not fit their picture's size.</exception>
    public static Picture Draw(IReadOnlyList<Tile> tiles, int columns, int tileSize, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, 8);
        columns = Math.Min(columns, Math.Max(1, tiles.Count));
        var caption = tiles.Any(t => t.Caption.Length > 0) ? CaptionSize + 7 : 0;
        var legend = Legend(tiles);
        var head = Margin + TitleSize + 10 + (legend.Count > 0 ? CaptionSize + 12 : 0);
        var rows = (tiles.Count + columns - 1) / columns;
        using var titleFont = new SKFont(Typefaces.Face(bold: true), TitleSize);
        using var font = new SKFont(Typefaces.Face(), CaptionSize);
        using var ink = new SKPaint { Color = SKColor.Parse("#222222"), IsAntialias = true };
        var heading = FigureStyle.Title(title, synthetic);
        var width = Math.Max(
            2 * Margin + columns * (tileSize + Gap) - Gap,
            2 * Margin + (int)Math.Ceiling(Math.Max(titleFont.MeasureText(heading), LegendWidth(legend, font))));
        return Picture.Draw(width, head + rows * (tileSize + caption + Gap) - Gap + Margin, canvas =>
        {
            canvas.Clear(SKColors.White);
            canvas.DrawText(heading, Margin, Margin + TitleSize - 3, titleFont, ink);
            DrawLegend(canvas, legend, font, ink, Margin + TitleSize + 12);
            for (var i = 0; i < tiles.Count; i++)
            {
                var box = SKRect.Create(
                    Margin + i % columns * (tileSize + Gap), head + i / columns * (tileSize + caption + Gap), tileSize, tileSize);
                DrawTile(canvas, tiles[i], box);
                DrawCaption(canvas, tiles[i].Caption, box, font, ink);
            }
        });
    }

    /// <summary>Border, and a cross where dropped: readable without colour.</summary>
    internal static void DrawMark(SKCanvas canvas, SKRect box, TileMark mark, float stroke)
    {
        if (mark == TileMark.None)
        {
            return;
        }

        using var pen = new SKPaint
        {
            Color = mark == TileMark.Kept ? Kept : Dropped,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = stroke,
            IsAntialias = true,
            PathEffect = mark == TileMark.Kept ? null : SKPathEffect.CreateDash([3 * stroke, 2 * stroke], 0),
        };
        box.Inflate(-stroke / 2, -stroke / 2);
        canvas.DrawRect(box, pen);
        if (mark == TileMark.Dropped)
        {
            pen.PathEffect = null;
            pen.StrokeWidth = stroke * 0.6f;
            pen.Color = Dropped.WithAlpha(170);
            canvas.DrawLine(box.Left, box.Top, box.Right, box.Bottom, pen);
            canvas.DrawLine(box.Left, box.Bottom, box.Right, box.Top, pen);
        }
    }

    /// <summary>Draws pixels into a rectangle.</summary>
    internal static void DrawPixels(SKCanvas canvas, RgbImage image, SKRect box)
    {
        if (image.Pixels.Length != 3 * image.Width * image.Height)
        {
            throw new ArgumentException($"{image.Pixels.Length} bytes are not {image.Height} x {image.Width} x 3", nameof(image));
        }

        var rgba = new byte[4 * image.Width * image.Height];
        for (var i = 0; i < image.Width * image.Height; i++)
        {
            image.Pixels.AsSpan(3 * i, 3).CopyTo(rgba.AsSpan(4 * i));
            rgba[4 * i + 3] = 255;
        }

        using var bitmap = SKImage.FromPixelCopy(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
        canvas.DrawImage(bitmap, box, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void DrawTile(SKCanvas canvas, Tile tile, SKRect box)
    {
        var scale = Math.Min(box.Width / tile.Image.Width, box.Height / tile.Image.Height);
        var fitted = SKRect.Create(
            box.MidX - scale * tile.Image.Width / 2, box.MidY - scale * tile.Image.Height / 2, scale * tile.Image.Width, scale * tile.Image.Height);
        DrawPixels(canvas, tile.Image, fitted);
        DrawMark(canvas, fitted, tile.Mark, Math.Max(2.5f, box.Width / 36));
    }

    private static void DrawCaption(SKCanvas canvas, string caption, SKRect box, SKFont font, SKPaint ink)
    {
        var fits = Math.Min(1, box.Width / Math.Max(1, font.MeasureText(caption)));
        using var fitted = new SKFont(font.Typeface, font.Size * fits);
        canvas.DrawText(caption, box.MidX, box.Bottom + CaptionSize + 2, SKTextAlign.Center, fitted, ink);
    }

    private static List<(TileMark Mark, string Text)> Legend(IReadOnlyList<Tile> tiles)
    {
        var legend = new List<(TileMark, string)>();
        foreach (var (mark, word) in new[] { (TileMark.Kept, "kept"), (TileMark.Dropped, "dropped") })
        {
            if (tiles.Count(t => t.Mark == mark) is var count && count > 0)
            {
                legend.Add((mark, $"{word} ({count})"));
            }
        }

        return legend;
    }

    private static float LegendWidth(List<(TileMark Mark, string Text)> legend, SKFont font) =>
        legend.Sum(l => 22 + font.MeasureText(l.Text) + 22);

    private static void DrawLegend(SKCanvas canvas, List<(TileMark Mark, string Text)> legend, SKFont font, SKPaint ink, float top)
    {
        float x = Margin;
        foreach (var (mark, text) in legend)
        {
            DrawMark(canvas, SKRect.Create(x, top, 16, 16), mark, 2.5f);
            canvas.DrawText(text, x + 22, top + 13, font, ink);
            x += 22 + font.MeasureText(text) + 22;
        }
    }
}
