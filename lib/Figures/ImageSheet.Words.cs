using SkiaSharp;

namespace MhdNet.Figures;

public static partial class ImageSheet
{
    private const int BarGap = 12, BarLength = 200;

    /// <summary>A text in one line where that fits, else in two, broken at the blank nearest to its middle.</summary>
    private static IReadOnlyList<string> Lines(string text, SKFont font, float width)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var blanks = Enumerable.Range(0, text.Length).Where(i => text[i] == ' ').ToArray();
        if (blanks.Length == 0 || font.MeasureText(text) <= width)
        {
            return [text];
        }

        var middle = blanks.MinBy(i => Math.Abs(i - (text.Length / 2.0)));
        return [text[..middle], text[(middle + 1)..]];
    }

    private static void DrawLines(
        SKCanvas canvas, IReadOnlyList<string> lines, float centre, float baseline, float width, SKFont font, SKPaint ink)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var fits = Math.Min(1, width / Math.Max(1, font.MeasureText(lines[i])));
            using var fitted = new SKFont(font.Typeface, font.Size * fits);
            canvas.DrawText(lines[i], centre, baseline + (i * (font.Size + 4)), SKTextAlign.Center, fitted, ink);
        }
    }

    /// <summary>Words across a tile, on a card of their own so that they read on every colour.</summary>
    private static void DrawNote(SKCanvas canvas, string note, SKRect box, SKFont font)
    {
        if (note.Length == 0)
        {
            return;
        }

        const float Edge = 6;
        var lines = Lines(note, font, box.Width - (4 * Edge));
        var (width, height) = (lines.Max(line => font.MeasureText(line)), lines.Count * (font.Size + 4));
        var card = SKRect.Create(box.MidX - (width / 2) - Edge, box.MidY - (height / 2) - Edge, width + (2 * Edge), height + (2 * Edge));
        card.Intersect(box);
        using var paper = new SKPaint { Color = SKColors.White.WithAlpha(230), IsAntialias = true };
        using var ink = new SKPaint { Color = SKColor.Parse("#222222"), IsAntialias = true };
        canvas.DrawRoundRect(card, 4, 4, paper);
        DrawLines(canvas, lines, box.MidX, box.MidY - (height / 2) + font.Size, box.Width - (2 * Edge), font, ink);
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

    private static string End(double value) => value.ToString("0.###");

    private static float BarsHeight(List<HeatScale> scales, SKFont font) =>
        scales.Count == 0 ? 0 : BarGap + (scales.Count * (font.Size + 8));

    private static float BarsWidth(List<HeatScale> scales, SKFont font) => scales.Count == 0 ? 0
        : BarLength + 30 + scales.Max(scale => font.MeasureText(End(scale.Low) + End(scale.High) + scale.Label));

    /// <summary>The colour bars, one below the other: lowest value, colours, highest value, what they are.</summary>
    private static void DrawBars(SKCanvas canvas, List<HeatScale> scales, SKFont font, SKPaint ink, float top)
    {
        var colours = new ScottPlot.Colormaps.Viridis();
        foreach (var scale in scales)
        {
            var (low, high) = (End(scale.Low), End(scale.High));
            float x = Margin + font.MeasureText(low) + 8, baseline = top + font.Size - 1;
            canvas.DrawText(low, Margin, baseline, font, ink);
            for (var i = 0; i < BarLength; i++)
            {
                var colour = colours.GetColor(i / (double)(BarLength - 1));
                using var paint = new SKPaint { Color = new SKColor(colour.R, colour.G, colour.B) };
                canvas.DrawRect(x + i, top, 1, font.Size, paint);
            }

            canvas.DrawText(high, x + BarLength + 8, baseline, font, ink);
            canvas.DrawText(scale.Label, x + BarLength + 8 + font.MeasureText(high) + 14, baseline, font, ink);
            top += font.Size + 8;
        }
    }
}
