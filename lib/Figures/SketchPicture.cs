using SkiaSharp;
using static MhdNet.Figures.Pen;

namespace MhdNet.Figures;

/// <summary>Draws a <see cref="Sketch"/> with its title and a legend of what occurs in it.</summary>
public static class SketchPicture
{
    private const float Margin = 14, Title = 30, Legend = 34, Stroke = 2;
    private static readonly SKColor _ink = SKColor.Parse("#222222"), _grey = SKColor.Parse("#444444"), _line = SKColor.Parse("#555555");

    private static readonly Dictionary<SketchSees, (SKColor Colour, string Name)> _colours =
        new()
        {
            [SketchSees.Ct] = (SKColor.Parse(FigureStyle.Palette[0]), "from CT"),
            [SketchSees.Pathology] = (SKColor.Parse(FigureStyle.Palette[3]), "from pathology"),
            [SketchSees.Both] = (SKColor.Parse(FigureStyle.Palette[2]), "from both"),
        };

    /// <summary>Draws it as wide as a page.</summary>
    public static Picture Draw(Sketch sketch)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        const float Scale = FigureStyle.Scale;
        var layout = new SketchLayout(sketch);
        var height = Margin + Title + layout.Size.Height + Legend + Margin;
        return Picture.Draw((int)(FigureStyle.PageWidth * Scale), (int)(height * Scale), canvas =>
        {
            canvas.Clear(SKColors.White);
            canvas.Scale(Scale);
            Text(canvas, $"The idea of {sketch.Name}", Margin, Margin + 15, 17, _ink, bold: true, SKTextAlign.Left);
            DrawLegend(canvas, sketch, height - Margin - 4);
            canvas.Translate((FigureStyle.PageWidth - layout.Size.Width) / 2, Margin + Title);
            foreach (var (arrow, path, words) in layout.Arrows.OrderBy(arrow => !arrow.Arrow.TrainingOnly))
            {
                Arrow(canvas, _line, Stroke, arrow.TrainingOnly, path);
                Text(canvas, arrow.Text, words.Left, words.Bottom - 3, FigureStyle.SmallLetters, _grey, align: SKTextAlign.Left);
            }

            foreach (var (box, place) in layout.Boxes)
            {
                DrawBox(canvas, box, place);
            }
        });
    }

    private static void DrawBox(SKCanvas canvas, SketchBox box, SKRect place)
    {
        var colour = _colours[box.Sees].Colour;
        DrawFrame(canvas, place, colour, box.TrainingOnly);
        foreach (var (i, line) in box.Text.Split('\n').Index())
        {
            Text(canvas, line, place.MidX, place.Top + SketchLayout.FirstBaseline + (i * SketchLayout.LineHeight),
                i == 0 ? SketchLayout.NameLetters : FigureStyle.SmallLetters, i == 0 ? _ink : _grey, bold: i == 0);
        }
    }

    private static void DrawFrame(SKCanvas canvas, SKRect place, SKColor colour, bool trainingOnly)
    {
        using var paper = Fill(SKColors.White);
        using var tint = Fill(colour.WithAlpha((byte)(trainingOnly ? 10 : 34)));
        using var line = Line(colour, Stroke, trainingOnly);
        canvas.DrawRoundRect(place, 6, 6, paper);
        canvas.DrawRoundRect(place, 6, 6, tint);
        canvas.DrawRoundRect(place, 6, 6, line);
    }

    private static void DrawLegend(SKCanvas canvas, Sketch sketch, float baseline)
    {
        var x = Margin;
        void Entry(string text, SKColor colour, bool dashed)
        {
            DrawFrame(canvas, SKRect.Create(x, baseline - 12, 26, 14), colour, dashed);
            Text(canvas, text, x + 33, baseline, FigureStyle.SmallLetters, _grey, align: SKTextAlign.Left);
            using var font = new SKFont(Typefaces.Face(), FigureStyle.SmallLetters);
            x += 33 + font.MeasureText(text) + 22;
        }

        foreach (var (sees, (colour, name)) in _colours.Where(entry => sketch.Boxes.Any(box => box.Sees == entry.Key)))
        {
            Entry(name, colour, dashed: false);
        }

        Entry("deployed", _line, dashed: false);
        if (sketch.Boxes.Any(box => box.TrainingOnly))
        {
            Entry("only while it learns", _line, dashed: true);
        }
    }
}
