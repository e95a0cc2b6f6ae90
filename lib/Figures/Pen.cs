using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>What the drawn pictures, as opposed to the plots, are made with.</summary>
internal static class Pen
{
    /// <summary>A filling.</summary>
    public static SKPaint Fill(SKColor colour) => new() { Color = colour, IsAntialias = true };

    /// <summary>A line of some width, in dashes where asked.</summary>
    public static SKPaint Line(SKColor colour, float width, bool dashed = false) => new()
    {
        Color = colour,
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = width,
        StrokeJoin = SKStrokeJoin.Round,
        PathEffect = dashed ? SKPathEffect.CreateDash([6, 4], 0) : null,
    };

    /// <summary>Letters on a baseline.</summary>
    public static void Text(
        SKCanvas canvas, string text, float x, float y, float size, SKColor colour, bool bold = false,
        SKTextAlign align = SKTextAlign.Center)
    {
        using var font = new SKFont(Typefaces.Face(bold), size);
        using var paint = Fill(colour);
        canvas.DrawText(text, x, y, align, font, paint);
    }

    /// <summary>An arrow through corners, with its head at the last one; its parts run along the axes.</summary>
    public static void Arrow(SKCanvas canvas, SKColor colour, params (float X, float Y)[] points) =>
        Arrow(canvas, colour, 3, dashed: false, points);

    /// <summary>The same, of some width, in dashes where asked.</summary>
    public static void Arrow(SKCanvas canvas, SKColor colour, float width, bool dashed, IReadOnlyList<(float X, float Y)> points)
    {
        using var line = Line(colour, width, dashed);
        using var path = new SKPath();
        path.MoveTo(points[0].X, points[0].Y);
        foreach (var (x, y) in points.Skip(1))
        {
            path.LineTo(x, y);
        }

        canvas.DrawPath(path, line);
        var (tip, before) = (points[^1], points[^2]);
        float dx = Math.Sign(tip.X - before.X), dy = Math.Sign(tip.Y - before.Y), size = width / 3;
        using var head = new SKPath();
        head.MoveTo(tip.X + (5 * size * dx), tip.Y + (5 * size * dy));
        head.LineTo(tip.X - (size * ((8 * dx) + (7 * dy))), tip.Y - (size * ((8 * dy) + (7 * dx))));
        head.LineTo(tip.X - (size * ((8 * dx) - (7 * dy))), tip.Y - (size * ((8 * dy) - (7 * dx))));
        head.Close();
        using var fill = Fill(colour);
        canvas.DrawPath(head, fill);
    }
}
