using System.Globalization;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct.Dicom;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>
/// A folder filled by TCIA's NBIA Data Retriever: `manifest-&lt;ts&gt;/metadata.csv` and, below, a folder per patient, study and series.
/// Where there is no metadata.csv (other tools write none), every folder with .dcm files is a series and its first file says whose.
/// </summary>
internal static class NbiaDownload
{
    private const string MetadataName = "metadata.csv";
    private const int DeepestFolder = 12;

    private static readonly string[] Columns = ["Subject ID", "Modality", "Number of Images", "File Location"];

    /// <summary>All series, of every modality.</summary>
    /// <exception cref="InputException">No such folder, or no series in it.</exception>
    public static IReadOnlyList<CtCandidate> Series(string folder, ImportReport report)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder: give the folder of the CT download");
        }

        var tables = new[] { folder }.Concat(Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
            .Select(one => Path.Combine(one, MetadataName)).Where(File.Exists).ToList();
        var series = tables.Count > 0 ? [.. tables.SelectMany(table => Listed(table, report))] : Scanned(folder, report);
        return series.Count > 0
            ? series
            : throw new InputException($"{folder}: no {MetadataName} and no folder with .dcm files: "
                + "give the folder that TCIA's retriever filled");
    }

    private static IEnumerable<CtCandidate> Listed(string path, ImportReport report)
    {
        var table = CsvTable.ReadForeign(path, Columns, report.Note);
        var root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var row in table.Rows)
        {
            // ".\Collection\..." or "./Collection/...", relative to the table
            var location = row["File Location"].Replace('\\', '/');
            var series = SpelledPath.Of(Path.GetFullPath(location, root));
            if (location.Length == 0 || !RealPath.IsInside(series, root))
            {
                report.Drop("series", row["Subject ID"], table.At(row), "a location outside the download", location);
                continue;
            }

            yield return new CtCandidate(
                row["Subject ID"], series, row["Modality"],
                int.TryParse(row["Number of Images"], NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null);
        }
    }

    private static List<CtCandidate> Scanned(string folder, ImportReport report)
    {
        var found = new List<CtCandidate>();
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, AttributesToSkip = 0 };
        foreach (var series in Directory.EnumerateDirectories(folder, "*", options).Prepend(folder).Order(NaturalOrder.Instance))
        {
            if (Directory.EnumerateFiles(series, "*.dcm").Order(StringComparer.Ordinal).FirstOrDefault() is not { } first)
            {
                continue;
            }

            try
            {
                var head = SeriesHead.Read(first);
                found.Add(new CtCandidate(head.PatientId, Path.GetFullPath(series), head.Modality, null));
            }
            catch (Exception failure) when (InputException.Covers(failure))
            {
                report.Drop("series", "", series, "files that cannot be read", failure.Message);
            }
        }

        report.Note($"{folder} holds no {MetadataName}: its folders were searched instead, so that an incomplete download is not noticed");
        return found;
    }
}
