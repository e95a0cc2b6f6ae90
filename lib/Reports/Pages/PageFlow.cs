using MhdNet.Figures;
using SkiaSharp;

namespace MhdNet.Reports.Pages;

/// <summary>A column of text on a page, filled from above. What does not fit says that there is more, and never leaves the
/// column.</summary>
/// <param name="canvas">The page, in points.</param>
/// <param name="left">Left edge.</param>
/// <param name="top">Upper edge.</param>
/// <param name="width">Width.</param>
/// <param name="bottom">Lower edge.</param>
internal sealed class PageFlow(SKCanvas canvas, float left, float top, float width, float bottom)
{
    private const float Leading = 1.28f;
    private const string More = "...";

    /// <summary>Where the next line begins.</summary>
    public float Y { get; private set; } = top;

    /// <summary>Left edge.</summary>
    public float Left => left;

    /// <summary>Width.</summary>
    public float Width => width;

    /// <summary>A heading with a line under it.</summary>
    public void Heading(string text)
    {
        Y += 5;
        Write(text, 9, bold: true, SKColors.Black);
        using var pen = new SKPaint { Color = SKColor.Parse("#999999"), StrokeWidth = 0.5f };
        canvas.DrawLine(left, Y + 1, left + width, Y + 1, pen);
        Y += 4;
    }

    /// <summary>A paragraph, broken between words and, where one is too long, within it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Points.</param>
    /// <param name="bold">Whether it is bold.</param>
    /// <param name="colour">Its colour; black where not given.</param>
    /// <param name="most">Lines at most.</param>
    public void Write(string text, float size = 8.2f, bool bold = false, SKColor? colour = null, int most = 8)
    {
        using var font = PageFont(size, bold);
        using var ink = new SKPaint { Color = colour ?? SKColors.Black, IsAntialias = true };
        var lines = Broken(text, font);
        var room = Math.Min(most, (int)((bottom - Y) / (size * Leading)));
        foreach (var (index, line) in lines.Take(room).Index())
        {
            var cut = index == room - 1 && lines.Count > room;
            canvas.DrawText(cut ? Cut(line, font) : line, left, Y + size, font, ink);
            Y += size * Leading;
        }
    }

    /// <summary>Letters as they are printed: their places are not rounded to those of a screen.</summary>
    public static SKFont PageFont(float size, bool bold = false) => new(Typefaces.Face(bold), size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
    };

    /// <summary>Leaves room.</summary>
    public void Skip(float points) => Y += points;

    private List<string> Broken(string text, SKFont font)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in text.ReplaceLineEndings(" ").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(word => Pieces(word, font)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (font.MeasureText(longer) <= width)
            {
                line = longer;
                continue;
            }

            lines.Add(line);
            line = word;
        }

        lines.Add(line);
        return lines;
    }

    private IEnumerable<string> Pieces(string word, SKFont font)
    {
        while (font.MeasureText(word) > width && word.Length > 1)
        {
            var fits = Enumerable.Range(1, word.Length - 1).Last(length => length == 1 || font.MeasureText(word[..length]) <= width);
            yield return word[..fits];
            word = word[fits..];
        }

        yield return word;
    }

    private string Cut(string line, SKFont font)
    {
        while (line.Length > 0 && font.MeasureText(line + More) > width)
        {
            line = line[..^1];
        }

        return line + More;
    }
}
