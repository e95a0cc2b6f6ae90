using System.Text.RegularExpressions;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>
/// Histologic grades by case: the clinical.tsv of the GDC (one row per treatment, so a case may have several) or the clinical table of the
/// CPTAC pan-cancer resource; tabs or commas. G1, G2 and G3 are used, whatever follows them ("G2 Moderately differentiated").
/// </summary>
internal sealed partial class ClinicalGrades
{
    // in the GDC's tables case_id is a number of its own: the submitter's id is looked for first
    private static readonly string[] Keys = ["cases.submitter_id", "case_submitter_id", "Patient_ID", "case_id", "Case_ID"];
    private static readonly string[] Grades = ["diagnoses.tumor_grade", "tumor_grade", "histologic_grade", "cptac_path/histologic_grade"];

    private readonly Dictionary<string, List<string>> _grades = [];

    private ClinicalGrades()
    {
    }

    /// <summary>All cases of the table.</summary>
    public IReadOnlyCollection<string> Cases => _grades.Keys;

    /// <summary>Reads the table.</summary>
    /// <exception cref="InputException">No such file, or no column of cases or grades.</exception>
    public static ClinicalGrades Read(string path, ImportReport report)
    {
        var header = CsvTable.Columns(path);
        var key = Find(path, header, Keys, "of cases");
        var grade = Find(path, header, Grades, "of grades");
        var table = CsvTable.ReadForeign(path, [key, grade], report.Note);
        var read = new ClinicalGrades();
        foreach (var row in table.Rows.Where(row => row[key].Length > 0))
        {
            if (!read._grades.TryGetValue(row[key], out var grades))
            {
                read._grades[row[key]] = grades = [];
            }

            if (row[grade].Length > 0 && !grades.Contains(row[grade]))
            {
                grades.Add(row[grade]);
            }
        }

        return read;
    }

    /// <summary>The grade of a case, or why there is none.</summary>
    public (string? Grade, string Reason, string Detail) Of(string patient)
    {
        if (!_grades.TryGetValue(patient, out var stated))
        {
            return (null, "not in the clinical table", "");
        }

        var grades = stated.Select(text => Grade().Match(text)).Where(match => match.Success).Select(match => match.Value)
            .Distinct().ToList();
        return grades.Count switch
        {
            1 => (grades[0], "", ""),
            0 => (null, "no grade G1 to G3", string.Join(", ", stated)),
            _ => (null, "several grades", string.Join(", ", stated)),
        };
    }

    private static string Find(string path, IReadOnlyList<string> header, string[] names, string what) =>
        names.FirstOrDefault(header.Contains)
        ?? throw new InputException($"{path}:1: no column {what} ({string.Join(", ", names)}): give clinical.tsv of the GDC or the "
            + "clinical table of CPTAC");

    [GeneratedRegex("^G[123]")]
    private static partial Regex Grade();
}
