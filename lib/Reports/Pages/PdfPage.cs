using System.Globalization;
using MhdNet.Figures;
using SkiaSharp;

namespace MhdNet.Reports.Pages;

/// <summary>
/// A report as one page of A4 in PDF, its fonts inside. Skia writes it, which draws all figures of the suite: no further package is
/// needed for it, and text is measured as it is drawn.
/// </summary>
internal static class PdfPage
{
    private const float PageWidth = 595, PageHeight = 842, Margin = 34, Gutter = 16, Band = 17;
    private const float Half = (PageWidth - (2 * Margin) - Gutter) / 2, Right = Margin + Half + Gutter;
    private const float Top = 100, Slices = 432, Foot = 556;
    private static readonly SKColor _red = SKColor.Parse("#B3261E");

    /// <summary>Writes the page.</summary>
    public static byte[] Write(SeriesReport report)
    {
        using var stream = new MemoryStream();
        var metadata = new SKDocumentPdfMetadata
        {
            RasterDpi = 144,
            EncodingQuality = 101, // pictures without loss
            Title = $"{ReportTexts.Title}. {report.Notice}",
            Creator = "MhdNet",
            Creation = report.Created,
            Modified = report.Created,
        };
        using (var document = SKDocument.CreatePdf(stream, metadata))
        {
            var canvas = document.BeginPage(PageWidth, PageHeight);
            Draw(canvas, report);
            document.EndPage();
            document.Close();
        }

        return stream.ToArray();
    }

    private static void Draw(SKCanvas canvas, SeriesReport report)
    {
        Across(canvas, report.Notice);
        Notice(canvas, report.Notice, 0);
        Notice(canvas, report.Notice, PageHeight - Band);
        var head = new PageFlow(canvas, Margin, Band + 8, PageWidth - (2 * Margin), Top);
        head.Write(ReportTexts.Title, 15, bold: true);
        head.Skip(2);
        head.Write(report.Verdict, 9.5f, bold: true, report.Status == "classified" ? null : _red, most: 4);
        Read(new PageFlow(canvas, Margin, Top, Half, Slices), report);
        Answer(canvas, new PageFlow(canvas, Right, Top, Half, Slices), report);
        KeySlices(canvas, report);
        var model = new PageFlow(canvas, Margin, Foot, Half, PageHeight - Band - 14);
        model.Heading("Model");
        report.Model.Lines().ToList().ForEach(line => model.Write(line, most: 4));
        var limits = new PageFlow(canvas, Right, Foot, Half, PageHeight - Band - 14);
        limits.Heading("Limits");
        report.Limits.ToList().ForEach(line => limits.Write(line, most: 3));
        var foot = new PageFlow(canvas, Margin, PageHeight - Band - 13, PageWidth - (2 * Margin), PageHeight - Band);
        foot.Write(string.Create(CultureInfo.InvariantCulture, $"Written {report.Created:yyyy-MM-dd HH:mm} UTC by MhdNet."), 6.5f);
    }

    private static void Read(PageFlow flow, SeriesReport report)
    {
        flow.Heading("What was read");
        flow.Write(report.Series.ToString());
        flow.Write(report.Used);
        report.Notes.Take(4).ToList().ForEach(note => flow.Write(note, most: 2));
        if (report.Notes.Count > 4)
        {
            flow.Write($"and {report.Notes.Count - 4} notes more: report.json has them");
        }

        if (report.Identity is { } identity)
        {
            flow.Heading("Whose");
            flow.Write(identity, most: 3);
        }

        flow.Heading("Input check");
        foreach (var finding in report.InputCheck)
        {
            flow.Write($"{(finding.Passed ? "passed" : "FAILED")}: {finding.Found}", colour: finding.Passed ? null : _red, most: 4);
        }
    }

    private static void Answer(SKCanvas canvas, PageFlow flow, SeriesReport report)
    {
        if (report.Types.Count == 0)
        {
            flow.Heading("No answer");
            flow.Write("The series was not classified. `--force` classifies it all the same, and says so.");
            return;
        }

        flow.Heading($"Probability of each type, {(report.Calibrated ? "calibrated" : "NOT calibrated")}");
        PageFigures.Bars(canvas, flow, report);
        if (report.HighRisk is { } high)
        {
            flow.Write(string.Create(CultureInfo.InvariantCulture,
                $"High risk (B2, B3, TC, mixed types with them) {100 * high:0} %, low risk (A, AB, B1) {100 * (1 - high):0} %."));
        }

        flow.Write("Given that there is a tumour." + (report.WithoutTumour is { } share
            ? string.Create(CultureInfo.InvariantCulture, $" {100 * share:0} % of the sequences look as if they held none.") : ""));
        if (report.Model.Calibration?.Evidence is { Count: > 0 } evidence)
        {
            flow.Heading($"Reliability, {evidence[0].Patients} {evidence[0].Set} patients");
            PageFigures.Reliability(canvas, flow, evidence[0]);
        }
    }

    private static void KeySlices(SKCanvas canvas, SeriesReport report)
    {
        if (report.KeySlices.Count == 0)
        {
            return;
        }

        var flow = new PageFlow(canvas, Margin, Slices, PageWidth - (2 * Margin), Foot);
        flow.Heading("Key slices, saliency beside");
        const float Side = 84, Gap = 3;
        foreach (var (column, slice) in report.KeySlices.Index())
        {
            var left = Margin + (column * (PageWidth - (2 * Margin) + Gap) / 3);
            ImageSheet.DrawPixels(canvas, SlicePicture.Grey(slice), SKRect.Create(left, flow.Y, Side, Side));
            if (SlicePicture.Overlay(slice) is { } overlay)
            {
                ImageSheet.DrawPixels(canvas, overlay, SKRect.Create(left + Side + Gap, flow.Y, Side, Side));
            }

            new PageFlow(canvas, left, flow.Y + Side + 2, (2 * Side) + Gap, Foot).Write(SlicePicture.Caption(slice), 7);
        }
    }

    private static void Notice(SKCanvas canvas, string notice, float top)
    {
        using var paint = new SKPaint { Color = _red };
        using var ink = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var font = PageFlow.PageFont(9, bold: true);
        canvas.DrawRect(0, top, PageWidth, Band, paint);
        canvas.DrawText(notice, (PageWidth - font.MeasureText(notice)) / 2, top + 12, font, ink);
    }

    private static void Across(SKCanvas canvas, string notice)
    {
        using var ink = new SKPaint { Color = SKColor.Parse("#F3DEDC"), IsAntialias = true };
        using var font = PageFlow.PageFont(10, bold: true);
        font.Size *= 820 / font.MeasureText(notice); // along the diagonal, ends inside the page
        canvas.Save();
        canvas.Translate(PageWidth / 2, PageHeight / 2);
        canvas.RotateDegrees(-54);
        canvas.DrawText(notice, -font.MeasureText(notice) / 2, font.Size / 3, font, ink);
        canvas.Restore();
    }
}
