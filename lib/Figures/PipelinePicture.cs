using SkiaSharp;
using static MhdNet.Figures.Pen;

namespace MhdNet.Figures;

/// <summary>The picture of the pipeline for the README: a light card of its own, so that it reads on light and dark pages.</summary>
public static class PipelinePicture
{
    private const int Width = 1400, Height = 620;
    private static readonly SKColor _ct = SKColor.Parse("#0072B2"), _wsi = SKColor.Parse("#CC79A7"), _memory = SKColor.Parse("#E69F00");
    private static readonly SKColor _student = SKColor.Parse("#009E73"), _ink = SKColor.Parse("#222222");

    /// <summary>Draws the picture.</summary>
    public static Picture Draw() => Picture.Draw(Width, Height, canvas =>
    {
        using var card = Fill(SKColor.Parse("#FFFFFF"));
        using var frame = Line(SKColor.Parse("#B8B8B8"), 2);
        canvas.DrawRoundRect(1, 1, Width - 2, Height - 2, 18, 18, card);
        canvas.DrawRoundRect(1, 1, Width - 2, Height - 2, 18, 18, frame);
        Training(canvas);
        Test(canvas);
    });

    private static void Training(SKCanvas canvas)
    {
        Band(canvas, SKRect.Create(18, 18, Width - 36, 366), "training: CT and pathology");
        CtIcon(canvas, 52, 70);
        SlideIcon(canvas, 52, 226);
        Note(canvas, "raw CT", 107, 186);
        Note(canvas, "whole slide", 107, 346);

        Box(canvas, SKRect.Create(212, 82, 198, 84), _ct, "CT sequences", "24 slices, HU window");
        Box(canvas, SKRect.Create(212, 242, 198, 84), _wsi, "WSI sequences", "24 tissue patches");
        Arrow(canvas, _ct, (170, 124), (206, 124));
        Arrow(canvas, _wsi, (170, 284), (206, 284));

        Box(canvas, SKRect.Create(480, 62, 250, 284), _ink, "Teacher", "");
        Inner(canvas, SKRect.Create(500, 112, 210, 50), _ct, "radiology branch");
        Inner(canvas, SKRect.Create(500, 178, 210, 50), _ink, "fusion branch (SHFM)");
        Inner(canvas, SKRect.Create(500, 260, 210, 50), _wsi, "pathology branch");
        Arrow(canvas, _ct, (410, 137), (494, 137));
        Arrow(canvas, _wsi, (410, 285), (494, 285));
        Arrow(canvas, _ct, (605, 162), (605, 175));
        Arrow(canvas, _wsi, (605, 260), (605, 231));

        Box(canvas, SKRect.Create(830, 232, 240, 108), _memory, "CTMM", "typed memory banks of", "pathology features");
        Arrow(canvas, _wsi, (710, 285), (824, 285));
        Note(canvas, "update", 778, 272);
    }

    private static void Test(SKCanvas canvas)
    {
        Band(canvas, SKRect.Create(18, 402, Width - 36, 200), "test: CT only");
        CtIcon(canvas, 52, 450);
        Note(canvas, "raw CT", 107, 566);
        Box(canvas, SKRect.Create(212, 458, 198, 92), _ct, "CT sequences", "pathology missing");
        Arrow(canvas, _ct, (170, 504), (206, 504));

        Inner(canvas, SKRect.Create(480, 452, 240, 46), _ct, "radiology branch, frozen");
        Arrow(canvas, _ct, (410, 475), (474, 475));
        Arrow(canvas, _ct, (720, 475), (824, 475));
        Note(canvas, "likely types", 771, 464);

        Box(canvas, SKRect.Create(830, 442, 240, 124), _student, "Student", "CT in, tumour type out;", "reads the frozen memory");
        Arrow(canvas, _ct, (410, 531), (824, 531));
        Arrow(canvas, _memory, (950, 340), (950, 436));
        Note(canvas, "read", 976, 395);

        Arrow(canvas, _ink, (710, 203), (756, 203), (756, 130), (1120, 130), (1120, 470), (1076, 470));
        Note(canvas, "distil in training:", 1140, 240, SKTextAlign.Left);
        Note(canvas, "features (MSE)", 1140, 264, SKTextAlign.Left);
        Note(canvas, "predictions (KL)", 1140, 288, SKTextAlign.Left);

        Box(canvas, SKRect.Create(1156, 470, 210, 84), _ink, "Metrics", "mAcc, F1, QWK, AUC");
        Arrow(canvas, _student, (1070, 524), (1150, 524));
    }

    private static void Band(SKCanvas canvas, SKRect box, string text)
    {
        using var fill = Fill(SKColor.Parse("#F5F6F8"));
        canvas.DrawRoundRect(box, 12, 12, fill);
        Text(canvas, text, box.Left + 16, box.Top + 26, 18, SKColor.Parse("#555555"), bold: true, SKTextAlign.Left);
    }

    private static void Box(SKCanvas canvas, SKRect box, SKColor colour, string title, params string[] lines)
    {
        using var fill = Fill(SKColors.White);
        using var line = Line(colour, 3);
        canvas.DrawRoundRect(box, 10, 10, fill);
        canvas.DrawRoundRect(box, 10, 10, line);
        lines = [.. lines.Where(l => l.Length > 0)];
        var top = lines.Length == 0 ? box.Top + 32 : box.MidY - 11 * lines.Length + 5;
        Text(canvas, title, box.MidX, top, 21, _ink, bold: true);
        for (var i = 0; i < lines.Length; i++)
        {
            Text(canvas, lines[i], box.MidX, top + 25 + 22 * i, 16, SKColor.Parse("#444444"));
        }
    }

    private static void Inner(SKCanvas canvas, SKRect box, SKColor colour, string text)
    {
        using var fill = Fill(colour.WithAlpha(26));
        using var line = Line(colour, 1.5f);
        canvas.DrawRoundRect(box, 6, 6, fill);
        canvas.DrawRoundRect(box, 6, 6, line);
        Text(canvas, text, box.MidX, box.MidY + 6, 17, _ink);
    }

    private static void Note(SKCanvas canvas, string text, float x, float y, SKTextAlign align = SKTextAlign.Center) =>
        Text(canvas, text, x, y, 16, SKColor.Parse("#444444"), align: align);

    /// <summary>A stack of axial slices: body, lungs, heart and a small mass before it.</summary>
    private static void CtIcon(SKCanvas canvas, float x, float y)
    {
        for (var slice = 2; slice >= 0; slice--)
        {
            var box = SKRect.Create(x + 9 * slice, y + 16 - 8 * slice, 92, 84);
            using var back = Fill(SKColor.Parse("#111111"));
            using var edge = Line(SKColors.White, 1.5f);
            canvas.DrawRect(box, back);
            canvas.DrawRect(box, edge);
            Ellipse(canvas, box.MidX, box.MidY, 41, 32, "#9A9A9A");
            Ellipse(canvas, box.MidX - 20, box.MidY + 1, 14, 22, "#2A2A2A");
            Ellipse(canvas, box.MidX + 20, box.MidY + 1, 14, 22, "#2A2A2A");
            Ellipse(canvas, box.MidX + 4, box.MidY + 4, 10, 12, "#C8C8C8");
            Ellipse(canvas, box.MidX, box.MidY + 25, 6, 5, "#F2F2F2");
            Ellipse(canvas, box.MidX - 1, box.MidY - 14, 8, 6, FigureStyle.Palette[1]);
        }
    }

    /// <summary>A glass slide with a section of tissue and its nuclei.</summary>
    private static void SlideIcon(SKCanvas canvas, float x, float y)
    {
        var box = SKRect.Create(x, y, 110, 100);
        using var glass = Fill(SKColors.White);
        using var edge = Line(SKColor.Parse("#8C8C8C"), 2);
        canvas.DrawRoundRect(box, 5, 5, glass);
        canvas.DrawRoundRect(box, 5, 5, edge);
        Ellipse(canvas, box.MidX, box.MidY, 46, 38, "#F0C3DC");
        Ellipse(canvas, box.MidX + 12, box.MidY + 8, 27, 22, "#DE9AC3");
        var random = new Random(3);
        for (var i = 0; i < 130; i++)
        {
            var (angle, radius) = (2 * Math.PI * random.NextDouble(), Math.Sqrt(random.NextDouble()));
            var (x0, y0) = (box.MidX + (float)(43 * radius * Math.Cos(angle)), box.MidY + (float)(35 * radius * Math.Sin(angle)));
            Ellipse(canvas, x0, y0, 1.9f, 1.9f, "#5B2A86");
        }
    }

    private static void Ellipse(SKCanvas canvas, float x, float y, float rx, float ry, string colour)
    {
        using var fill = Fill(SKColor.Parse(colour));
        canvas.DrawOval(x, y, rx, ry, fill);
    }
}
