using System.Globalization;
using System.Net;
using System.Text;
using MhdNet.Reports.Calibration;

namespace MhdNet.Reports.Pages;

/// <summary>A report as one HTML file that needs no other: pictures are inside, there is no script, and every text is escaped.</summary>
internal static class HtmlPage
{
    private const string Style = """
        body { font: 15px/1.45 "DejaVu Sans", "Segoe UI", sans-serif; color: #222; max-width: 860px; margin: 0 auto; padding: 44px 16px; }
        h1 { font-size: 22px; } h2 { font-size: 16px; margin: 22px 0 6px; border-bottom: 1px solid #ccc; }
        .notice { position: fixed; left: 0; right: 0; padding: 5px; background: #b3261e; color: #fff; text-align: center; }
        .top { top: 0; } .bottom { bottom: 0; }
        .verdict { font-size: 17px; font-weight: bold; } .no { color: #b3261e; }
        td, th { padding: 2px 10px 2px 0; text-align: left; vertical-align: top; } td.n { text-align: right; }
        .bar { background: #0072b2; height: 11px; display: inline-block; } .out { background: #b9c4cc; }
        img { width: 190px; height: 190px; margin-right: 4px; } figure { display: inline-block; margin: 0 12px 8px 0; }
        """;

    /// <summary>Writes the page.</summary>
    public static string Write(SeriesReport report)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Text(ReportTexts.Title))
            .Append("</title><style>").Append(Style).Append("</style></head><body>\n")
            .Append("<div class=\"notice top\">").Append(Text(report.Notice)).Append("</div>\n<h1>").Append(Text(ReportTexts.Title))
            .Append("</h1>\n<p class=\"verdict\">").Append(Text(report.Verdict)).Append("</p>\n");
        if (report.Types.Count > 0)
        {
            Answer(page, report);
        }

        Slices(page, report);
        Lists(page, report);
        return page.Append("<div class=\"notice bottom\">").Append(Text(report.Notice)).Append("</div>\n</body></html>\n").ToString();
    }

    private static void Answer(StringBuilder page, SeriesReport report)
    {
        page.Append("<h2>Probability of each type, ").Append(report.Calibrated ? "calibrated" : "not calibrated")
            .Append(", given that there is a tumour</h2>\n<table>\n");
        foreach (var (type, probability) in report.Types)
        {
            var inside = report.Set?.Contains(type) ?? false;
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(type)}</td><td class=\"n\">{100 * probability:0.0} %</td>")
                .Append(CultureInfo.InvariantCulture, $"<td><span class=\"bar{(inside ? "" : " out")}\" ")
                .Append(CultureInfo.InvariantCulture, $"style=\"width:{300 * probability:0}px\"></span> ")
                .Append(CultureInfo.InvariantCulture, $"{(inside ? $"in the {100 * report.Level:0} % set" : "")}</td></tr>\n");
        }

        page.Append("</table>\n");
        if (report.HighRisk is { } high)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>High risk (B2, B3, TC and mixed types with them): {100 * high:0} %; ")
                .Append(CultureInfo.InvariantCulture, $"low risk (A, AB, B1): {100 * (1 - high):0} %.</p>\n");
        }

        if (report.WithoutTumour is { } share)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{100 * share:0} % of the sequences look as if they held no tumour.</p>\n");
        }
    }

    private static void Slices(StringBuilder page, SeriesReport report)
    {
        if (report.KeySlices.Count == 0)
        {
            return;
        }

        page.Append("<h2>Key slices, saliency beside</h2>\n");
        foreach (var slice in report.KeySlices)
        {
            page.Append("<figure>").Append(Image(SlicePicture.Png(SlicePicture.Grey(slice)), "slice"));
            if (SlicePicture.Overlay(slice) is { } overlay)
            {
                page.Append(Image(SlicePicture.Png(overlay), "saliency"));
            }

            page.Append("<figcaption>").Append(Text(SlicePicture.Caption(slice))).Append("</figcaption></figure>\n");
        }
    }

    private static void Lists(StringBuilder page, SeriesReport report)
    {
        List(page, "What was read", [report.Series.ToString(), report.Used, .. report.Notes]);
        if (report.Identity is { } identity)
        {
            List(page, "Whose", [identity]);
        }

        page.Append("<h2>Input check</h2>\n<table>\n");
        foreach (var finding in report.InputCheck)
        {
            page.Append(finding.Passed ? "<tr><td>passed</td><td>" : "<tr class=\"no\"><td>FAILED</td><td>")
                .Append(Text(finding.Found)).Append("</td></tr>\n");
        }

        page.Append("</table>\n");
        List(page, "Model", report.Model.Lines());
        if (report.Model.Calibration?.Evidence is { Count: > 0 } evidence)
        {
            Curve(page, evidence[0]);
        }

        List(page, "Limits", report.Limits);
        page.Append(CultureInfo.InvariantCulture, $"<p>Written {report.Created:yyyy-MM-dd HH:mm} UTC.</p>\n");
    }

    private static void Curve(StringBuilder page, CalibrationEvidence evidence)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Reliability, {evidence.Patients} {Text(evidence.Set)} patients, calibrated</h2>\n")
            .Append("<table><tr><th>probability</th><th>patients</th><th>said</th><th>right</th></tr>\n");
        foreach (var bin in evidence.After.Bins.Where(bin => bin.Count > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{bin.Low:0.0} - {bin.High:0.0}</td><td class=\"n\">{bin.Count}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{100 * bin.Confidence:0} %</td><td>{100 * bin.Accuracy:0} %</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void List(StringBuilder page, string title, IEnumerable<string> lines)
    {
        page.Append("<h2>").Append(Text(title)).Append("</h2>\n<ul>\n");
        foreach (var line in lines)
        {
            page.Append("<li>").Append(Text(line)).Append("</li>\n");
        }

        page.Append("</ul>\n");
    }

    private static string Image(byte[] png, string alternative) =>
        $"<img alt=\"{Text(alternative)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
