using MhdNet.Data;
using MhdNet.Data.Slides;
using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>A patch on a slide.</summary>
/// <param name="X">Left edge, pixels of the full slide.</param>
/// <param name="Y">Top edge, pixels of the full slide.</param>
/// <param name="Size">Side, pixels of the full slide.</param>
/// <param name="Verdict">What the tissue filter says of it.</param>
public readonly record struct PatchBox(int X, int Y, int Size, PatchVerdict Verdict);

/// <summary>
/// A slide's thumbnail with the patches on it: which the tissue filter kept, and which it dropped as white or as cell-sparse.
/// </summary>
public static class SlideOverview
{
    private const int Margin = 14;
    private const int Head = 70;
    private const int Shortest = 560;
    private const int Box = 16;

    private static readonly (PatchVerdict Verdict, string Name)[] Verdicts =
        [(PatchVerdict.White, "white"), (PatchVerdict.CellSparse, "cell-sparse"), (PatchVerdict.Kept, "kept")];

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
        var enlarge = Math.Max(1f, (float)Shortest / thumbnail.Width);
        var scale = enlarge * thumbnail.Width / slideWidth;
        var slide = SKRect.Create(Margin, Head, enlarge * thumbnail.Width, enlarge * thumbnail.Height);
        using var titleFont = new SKFont(Typefaces.Face(bold: true), 20);
        using var font = new SKFont(Typefaces.Face(), 13);
        using var ink = new SKPaint { Color = SKColor.Parse("#222222"), IsAntialias = true };
        var heading = FigureStyle.Title(title, synthetic);
        var width = (int)Math.Max(slide.Width, titleFont.MeasureText(heading)) + 2 * Margin;
        return Picture.Draw(width, (int)slide.Bottom + Margin, canvas =>
        {
            canvas.Clear(SKColors.White);
            canvas.DrawText(heading, Margin, 31, titleFont, ink);
            var at = (float)Margin;
            foreach (var (verdict, name) in Verdicts.Reverse())
            {
                var text = $"{name} ({boxes.Count(box => box.Verdict == verdict)})";
                Mark(canvas, SKRect.Create(at, 44, Box, Box), verdict, 2.5f);
                canvas.DrawText(text, at + Box + 6, 57, font, ink);
                at += Box + 28 + font.MeasureText(text);
            }

            ImageSheet.DrawPixels(canvas, thumbnail, slide);
            foreach (var box in boxes.OrderBy(box => Array.FindIndex(Verdicts, entry => entry.Verdict == box.Verdict)))
            {
                var drawn = SKRect.Create(Margin + scale * box.X, Head + scale * box.Y, scale * box.Size, scale * box.Size);
                Mark(canvas, drawn, box.Verdict, Math.Clamp(drawn.Width / 12, 1, 3));
            }
        });
    }

    // a frame, a crossed frame, or a thin one: told apart without colour too
    private static void Mark(SKCanvas canvas, SKRect at, PatchVerdict verdict, float stroke)
    {
        if (verdict == PatchVerdict.White)
        {
            using var thin = new SKPaint { Color = ImageSheet.Dropped, Style = SKPaintStyle.Stroke, StrokeWidth = 1, IsAntialias = true };
            canvas.DrawRect(at, thin);
            return;
        }

        ImageSheet.DrawMark(canvas, at, verdict == PatchVerdict.Kept ? TileMark.Kept : TileMark.Dropped, stroke);
    }
}
