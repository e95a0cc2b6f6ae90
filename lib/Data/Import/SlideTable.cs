
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>A slide of the cohort's table whose file is there.</summary>
/// <param name="PatientId">The case.</param>
/// <param name="Path">The file.</param>
/// <param name="SpecimenType">As in the table.</param>
internal sealed record ListedSlide(string PatientId, string Path, string SpecimenType);

/// <summary>The cohort table of the CPTAC pathology portal, one row per slide, and the folder the slides were fetched into.</summary>
internal static class SlideTable
{
    private const string Kind = "slide";
    private const string CaseColumn = "Case_ID";
    private const string SlideColumn = "Slide_ID";
    private const string SpecimenColumn = "Specimen_Type";
    private const string TumourColumn = "Tumor";
    private const string Tumour = "LUAD";

    private static readonly string[] Endings = [".svs", ".tif", ".tiff"];
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8 };

    /// <summary>The tumour slides of lung adenocarcinoma; others are reported as dropped.</summary>
    /// <exception cref="InputException">No such table or folder.</exception>
    public static IReadOnlyList<ListedSlide> Read(string tablePath, string folder, ImportReport report)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder: give the folder of the slides");
        }

        var hasTumour = CsvTable.Columns(tablePath).Contains(TumourColumn);
        var table = CsvTable.ReadForeign(tablePath, [CaseColumn, SlideColumn, SpecimenColumn, .. hasTumour
            ? [TumourColumn] : Array.Empty<string>()], report.Note);
        var files = Files(folder, report);
        var listed = new HashSet<string>();
        var slides = new List<ListedSlide>();
        foreach (var row in table.Rows)
        {
            var (id, patient) = (row[SlideColumn], row[CaseColumn]);
            var (reason, detail) = hasTumour && row[TumourColumn] != Tumour ? ($"tumour other than {Tumour}", row[TumourColumn])
                : !new SlideEntry(patient, id, row[SpecimenColumn]).IsTumour ? ("specimen other than tumour", row[SpecimenColumn])
                : CaseOf(id) != patient ? ("slide and case contradict each other", $"{id} of {patient}")
                : !listed.Add(id) ? ("listed twice", "")
                : !files.ContainsKey(id) ? ("no such file", $"{id} in {folder}")
                : ("", "");
            if (reason.Length > 0)
            {
                report.Drop(Kind, patient, id, reason, detail);
            }
            else
            {
                slides.Add(new ListedSlide(patient, files[id], row[SpecimenColumn]));
            }
        }

        var known = table.Rows.Select(row => row[SlideColumn]).ToHashSet();
        foreach (var (id, path) in files.Where(file => !known.Contains(file.Key)))
        {
            report.Drop(Kind, CaseOf(id), path, "not in the cohort table");
        }

        return slides;
    }

    // C3N-00294-21 is of case C3N-00294
    private static string CaseOf(string slide) => string.Join('-', slide.Split('-').Take(2));

    private static SortedDictionary<string, string> Files(string folder, ImportReport report)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", Below).Order(NaturalOrder.Instance))
        {
            if (Endings.Contains(Path.GetExtension(path).ToLowerInvariant()) && !files.TryAdd(Path.GetFileNameWithoutExtension(path),
                Path.GetFullPath(path)))
            {
                report.Drop(Kind, CaseOf(Path.GetFileNameWithoutExtension(path)), path, "a second file of that name",
                    files[Path.GetFileNameWithoutExtension(path)]);
            }
        }

        return files;
    }
}
