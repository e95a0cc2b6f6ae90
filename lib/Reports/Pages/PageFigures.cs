using System.Globalization;
using MhdNet.Reports.Calibration;
using SkiaSharp;

namespace MhdNet.Reports.Pages;

/// <summary>The small figures of a page: bars of probabilities, a reliability curve.</summary>
internal static class PageFigures
{
    private const float Row = 14, Label = 46, Number = 42, Side = 92, Text = 7;
    private static readonly SKColor _inside = SKColor.Parse("#0072B2"), _outside = SKColor.Parse("#B9C4CC");

    /// <summary>A bar per type; those in the conformal set are dark and say so.</summary>
    public static void Bars(SKCanvas canvas, PageFlow flow, SeriesReport report)
    {
        using var font = PageFlow.PageFont(8.2f);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        var room = flow.Width - Label - Number - 32;
        foreach (var (type, probability) in report.Types)
        {
            var inside = report.Set?.Contains(type) ?? false;
            using var paint = new SKPaint { Color = inside ? _inside : _outside };
            var line = flow.Y + 9;
            canvas.DrawText(Fitted(type, font, Label - 4), flow.Left, line, font, ink);
            var number = string.Create(CultureInfo.InvariantCulture, $"{100 * probability:0.0} %");
            canvas.DrawText(number, flow.Left + Label + Number - 6 - font.MeasureText(number), line, font, ink);
            canvas.DrawRect(flow.Left + Label + Number, flow.Y + 1, Math.Max(0.5f, room * probability), Row - 4, paint);
            if (inside)
            {
                canvas.DrawText("in set", flow.Left + flow.Width - font.MeasureText("in set"), line, font, ink);
            }

            flow.Skip(Row);
        }

        flow.Write(report.Set is null ? "No set: not calibrated." : string.Create(CultureInfo.InvariantCulture,
            $"Dark: in the class-conditional conformal set at {100 * report.Level:0} %."), Text);
    }

    /// <summary>What was said against what was right, before (open) and after (filled) calibration; on the line both are equal.</summary>
    public static void Reliability(SKCanvas canvas, PageFlow flow, CalibrationEvidence evidence)
    {
        using var frame = Pen("#777777", 0.6f);
        using var open = Pen("#D55E00", 1);
        using var filled = new SKPaint { Color = _inside, IsAntialias = true };
        var box = SKRect.Create(flow.Left + 8, flow.Y + 2, Side, Side);
        canvas.DrawRect(box, frame);
        canvas.DrawLine(box.Left, box.Bottom, box.Right, box.Top, frame);
        Points(evidence.Before, open);
        Points(evidence.After, filled);
        var legend = new PageFlow(canvas, box.Right + 10, flow.Y, flow.Left + flow.Width - box.Right - 10, box.Bottom);
        legend.Write("Across: probability of the most probable type, 0 to 1. Up: share of patients of whom it is right.", Text);
        legend.Write(string.Create(CultureInfo.InvariantCulture,
            $"Open: before, ECE {100 * evidence.Before.Ece:0.0} %. Filled: after, ECE {100 * evidence.After.Ece:0.0} %."), Text);
        legend.Write("Points are as large as the share of patients; on the line, what is said is right.", Text);
        flow.Skip(Side + 6);

        void Points(Calibration.Reliability curve, SKPaint paint)
        {
            foreach (var bin in curve.Bins.Where(bin => bin.Count > 0))
            {
                canvas.DrawCircle(
                    box.Left + (float)(bin.Confidence * Side), box.Bottom - (float)(bin.Accuracy * Side),
                    1.5f + (float)(3.5 * Math.Sqrt((double)bin.Count / evidence.Patients)), paint);
            }
        }
    }

    private static SKPaint Pen(string colour, float width) =>
        new() { Color = SKColor.Parse(colour), Style = SKPaintStyle.Stroke, StrokeWidth = width, IsAntialias = true };

    private static string Fitted(string text, SKFont font, float width)
    {
        while (text.Length > 1 && font.MeasureText(text) > width)
        {
            text = text[..^1];
        }

        return text;
    }
}
