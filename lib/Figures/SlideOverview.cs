using MhdNet.Data;
using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>A patch on a slide.</summary>
/// <param name="X">Left edge, pixels of the full slide.</param>
/// <param name="Y">Top edge, pixels of the full slide.</param>
/// <param name="Size">Side, pixels of the full slide.</param>
/// <param name="Kept">Whether the tissue filter kept it.</param>
public readonly record struct PatchBox(int X, int Y, int Size, bool Kept);

/// <summary>A slide's thumbnail with the patches on it: where the tissue filter kept, and where it dropped.</summary>
public static class SlideOverview
{
    /// <summary>Draws the overview.</summary>
    /// <param name="thumbnail">The whole slide, small.</param>
    /// <param name="slideWidth">Width of the full slide, pixels: the scale of the boxes.</param>
    /// <param name="boxes">The patches.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the slide is synthetic; the title then says so.</param>
    public static Picture Draw(RgbImage thumbnail, int slideWidth, IReadOnlyList<PatchBox> boxes, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(thumbnail);
        ArgumentNullException.ThrowIfNull(boxes);
        const int Margin = 14;
        const int Head = 70;
        const int Shortest = 560;
        var enlarge = Math.Max(1f, (float)Shortest / thumbnail.Width);
        var scale = enlarge * thumbnail.Width / slideWidth;
        var slide = SKRect.Create(Margin, Head, enlarge * thumbnail.Width, enlarge * thumbnail.Height);
        using var titleFont = new SKFont(Typefaces.Face(bold: true), 20);
        using var font = new SKFont(Typefaces.Face(), 13);
        using var ink = new SKPaint { Color = SKColor.Parse("#222222"), IsAntialias = true };
        var heading = FigureStyle.Title(title, synthetic);
        var kept = boxes.Count(b => b.Kept);
        var width = (int)Math.Max(slide.Width, titleFont.MeasureText(heading)) + 2 * Margin;
        return Picture.Draw(width, (int)slide.Bottom + Margin, canvas =>
        {
            canvas.Clear(SKColors.White);
            canvas.DrawText(heading, Margin, 31, titleFont, ink);
            ImageSheet.DrawMark(canvas, SKRect.Create(Margin, 44, 16, 16), TileMark.Kept, 2.5f);
            var text = $"kept ({kept})";
            canvas.DrawText(text, Margin + 22, 57, font, ink);
            using var pale = new SKPaint { Color = ImageSheet.Dropped, Style = SKPaintStyle.Stroke, StrokeWidth = 1, IsAntialias = true };
            canvas.DrawRect(SKRect.Create(Margin + 44 + font.MeasureText(text), 44, 16, 16), pale);
            canvas.DrawText($"dropped ({boxes.Count - kept})", Margin + 66 + font.MeasureText(text), 57, font, ink);
            ImageSheet.DrawPixels(canvas, thumbnail, slide);
            foreach (var box in boxes.OrderBy(b => b.Kept))
            {
                var drawn = SKRect.Create(Margin + scale * box.X, Head + scale * box.Y, scale * box.Size, scale * box.Size);
                if (box.Kept)
                {
                    ImageSheet.DrawMark(canvas, drawn, TileMark.Kept, Math.Clamp(drawn.Width / 12, 1, 3));
                }
                else
                {
                    canvas.DrawRect(drawn, pale);
                }
            }
        });
    }
}
