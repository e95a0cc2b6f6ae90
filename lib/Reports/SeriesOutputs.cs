using MhdNet.Reports.Dicom;

namespace MhdNet.Reports;

/// <summary>Everything that is written of one series.</summary>
public static class SeriesOutputs
{
    /// <summary>
    /// Writes the report and, of a DICOM series that was classified, objects for an archive of images: a structured report, the page, the
    /// key slices. They alone say whose series it is.
    /// </summary>
    /// <param name="folder">Target.</param>
    /// <param name="series">Where the series is.</param>
    /// <param name="reader">The network that read it.</param>
    /// <param name="reading">What it read.</param>
    /// <param name="withIdentifiers">Whether the report, too, says whose series it is.</param>
    /// <exception cref="Runtime.InputException">The folder is a file, or the series has changed since it was read.</exception>
    public static void Write(string folder, string series, SeriesReader reader, SeriesReading reading, bool withIdentifiers)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (File.Exists(folder))
        {
            throw new Runtime.InputException($"{folder}: is a file: give a folder for the report");
        }

        var source = reading.Refused && !withIdentifiers ? null : SourceSeries.Find(series);
        var report = withIdentifiers
            ? SeriesReport.Create(reader, reading, source?.Identity ?? Path.GetFullPath(series))
            : SeriesReport.Create(reader, reading with { Notes = [.. reading.Notes.Select(note => WithoutNames(note, series))] });
        foreach (var earlier in Directory.Exists(folder) ? Directory.GetFiles(folder, "report-*.dcm") : [])
        {
            File.Delete(earlier); // of another series, perhaps
        }

        var page = ReportFolder.Write(folder, report);
        if (source is null || reading.Refused)
        {
            return;
        }

        if (source.Slices.Count != reading.Geometry.Slices)
        {
            throw new Runtime.InputException($"{series}: changed while it was read: start again");
        }

        StructuredReport.Write(Path.Combine(folder, "report-sr.dcm"), source, report);
        EncapsulatedPdf.Write(Path.Combine(folder, "report-pdf.dcm"), source, report, page);
        SecondaryCapture.Write(Path.Combine(folder, "report-slices.dcm"), source, report);
    }

    // files and folders are often named after their patient
    private static string WithoutNames(string note, string series) =>
        (Directory.Exists(series) ? Directory.EnumerateFiles(series) : []).Append(Path.GetFullPath(series))
            .SelectMany(path => new[] { path, Path.GetFileName(path) }).OrderByDescending(name => name.Length)
            .Aggregate(note, (text, name) => text.Replace(name, "(file)", StringComparison.Ordinal));
}
