using MhdNet.Data;
using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>
/// Contact sheets: CT slices, slide patches, frames of a sequence, maps of a network, in reading order, each with its caption and mark; a
/// colour bar below for each scale that the maps have.
/// </summary>
public static partial class ImageSheet
{
    internal static readonly SKColor Kept = SKColor.Parse(FigureStyle.Palette[2]);
    internal static readonly SKColor Dropped = SKColor.Parse(FigureStyle.Palette[1]);
    private const int Gap = 8, Margin = 14, TitleSize = 20, CaptionSize = 13;
    private const float PageWidth = 880;   // pixels; a wider sheet is shown smaller, so its letters are drawn as much larger

    /// <summary>Draws a sheet.</summary>
    /// <param name="tiles">The pictures, of any sizes; each is fitted into a square.</param>
    /// <param name="columns">Pictures per row.</param>
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
        var tilesWidth = (2 * Margin) + (columns * (tileSize + Gap)) - Gap;
        var enlarged = Math.Max(1, tilesWidth / PageWidth);
        using var titleFont = new SKFont(Typefaces.Face(bold: true), TitleSize * enlarged);
        using var font = new SKFont(Typefaces.Face(), CaptionSize * enlarged);
        using var ink = new SKPaint { Color = SKColor.Parse("#222222"), IsAntialias = true };
        IReadOnlyList<string>[] captions = [.. tiles.Select(tile => Lines(tile.Caption, font, tileSize))];
        var line = font.Size + 4;
        var caption = captions.Select(lines => lines.Count).DefaultIfEmpty(0).Max() is var most && most > 0 ? (int)((most * line) + 3) : 0;
        var legend = Legend(tiles);
        var scales = tiles.Select(tile => tile.Scale).OfType<HeatScale>().Distinct().ToList();
        var head = (int)(Margin + titleFont.Size + 10 + (legend.Count > 0 ? font.Size + 12 : 0));
        var rows = (tiles.Count + columns - 1) / columns;
        var foot = head + (rows * (tileSize + caption + Gap)) - Gap;
        var heading = FigureStyle.Title(title, synthetic);
        var written = Math.Max(titleFont.MeasureText(heading), LegendWidth(legend, font));
        var width = Math.Max(tilesWidth, (2 * Margin) + (int)Math.Ceiling(Math.Max(written, BarsWidth(scales, font))));
        return Picture.Draw(width, foot + (int)BarsHeight(scales, font) + Margin, canvas =>
        {
            canvas.Clear(SKColors.White);
            canvas.DrawText(heading, Margin, Margin + titleFont.Size - 3, titleFont, ink);
            DrawLegend(canvas, legend, font, ink, Margin + titleFont.Size + 12);
            for (var i = 0; i < tiles.Count; i++)
            {
                var (column, row) = (i % columns, i / columns);
                var (left, top) = (Margin + (column * (tileSize + Gap)), head + (row * (tileSize + caption + Gap)));
                var box = SKRect.Create(left, top, tileSize, tileSize);
                DrawTile(canvas, tiles[i], box);
                DrawNote(canvas, tiles[i].Note, box, font);
                DrawLines(canvas, captions[i], box.MidX, box.Bottom + font.Size + 2, tileSize, font, ink);
            }

            DrawBars(canvas, scales, font, ink, foot + BarGap);
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

        var layout = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = SKImage.FromPixelCopy(layout, rgba);
        canvas.DrawImage(bitmap, box, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void DrawTile(SKCanvas canvas, Tile tile, SKRect box)
    {
        var scale = Math.Min(box.Width / tile.Image.Width, box.Height / tile.Image.Height);
        var (width, height) = (scale * tile.Image.Width, scale * tile.Image.Height);
        var fitted = SKRect.Create(box.MidX - (width / 2), box.MidY - (height / 2), width, height);
        DrawPixels(canvas, tile.Image, fitted);
        DrawMark(canvas, fitted, tile.Mark, Math.Max(2.5f, box.Width / 36));
    }
}
