using System.Text;
using System.Text.Json;
using MhdNet.Reports.Pages;
using MhdNet.Runtime;

namespace MhdNet.Reports;

/// <summary>A report's folder: report.json, report.html, report.pdf and, as FHIR, report.fhir.json; objects for an archive of
/// images beside them.</summary>
public static class ReportFolder
{
    /// <summary>Writes the files, each whole or not at all.</summary>
    /// <param name="folder">Target; made where it is not there. Files of an earlier report are replaced.</param>
    /// <param name="report">The report.</param>
    /// <returns>The page, for who wraps it.</returns>
    public static byte[] Write(string folder, SeriesReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(report, JsonFormat.Readable) + "\n");
        AtomicFile.Write(Path.Combine(folder, "report.html"), stream => stream.Write(Encoding.UTF8.GetBytes(HtmlPage.Write(report))));
        var page = PdfPage.Write(report);
        AtomicFile.Write(Path.Combine(folder, "report.pdf"), stream => stream.Write(page));
        var resource = Path.Combine(folder, "report.fhir.json");
        if (report.Types.Count > 0)
        {
            AtomicFile.WriteText(resource, FhirReport.Of(report, page).ToJsonString(JsonFormat.Readable) + "\n");
        }
        else
        {
            File.Delete(resource); // an earlier series'
        }

        return page;
    }
}
