namespace MhdNet.Reports.Dicom;

/// <summary>The page as a DICOM Encapsulated PDF (PS3.3, A.45.1).</summary>
internal static class EncapsulatedPdf
{
    private const string SopClass = "1.2.840.10008.5.1.4.1.1.104.1";

    /// <summary>Writes the file.</summary>
    /// <param name="path">Target.</param>
    /// <param name="source">The series.</param>
    /// <param name="report">The report.</param>
    /// <param name="page">report.pdf.</param>
    public static void Write(string path, SourceSeries source, SeriesReport report, byte[] page)
    {
        var elements = ReportObject.Begin(source, report, SopClass, "DOC", 9902, out var instance)
            .Text(0x0008002A, "DT", "").Text(0x00080064, "CS", "WSD")
            .Text(0x00280301, "CS", report.Identity is null ? "NO" : "YES") // whether the page says whose it is
            .Sequence(0x0040A043, new Code("18748-4", "LN", "Diagnostic imaging report").Item())
            .Text(0x00420010, "ST", $"{ReportTexts.Title}. {report.Notice}")
            .Bytes(0x00420011, "OB", page)
            .Text(0x00420012, "LO", "application/pdf")
            .Sequence(0x00420013, ReportObject.References(report.KeySlices.Select(slice => source.Slices[slice.Slice - 1])))
            .Long(0x00420015, page.Length);
        ReportObject.Write(path, SopClass, instance, elements);
    }
}
