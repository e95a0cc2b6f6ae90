
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;

namespace MhdNet.Data.Import;

/// <summary>What an importer kept and dropped, and why; import-report.csv of the cohort it wrote.</summary>
public sealed class ImportReport
{
    /// <summary>Name of the file in the cohort's folder.</summary>
    public const string FileName = "import-report.csv";

    private static readonly string[] Columns = ["kind", "patient_id", "source", "outcome", "reason", "detail"];

    private readonly List<ImportItem> _items = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _problems = [];

    /// <summary>Everything met.</summary>
    public IReadOnlyList<ImportItem> Items => _items;

    /// <summary>What the user of the cohort has to know, a line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What contradicts itself, a line each. Where there is any, nothing is written.</summary>
    public IReadOnlyList<string> Problems => _problems;

    internal void Add(ImportItem item) => _items.Add(item);

    internal void Keep(string kind, string patient, string source, string detail = "") =>
        Add(new ImportItem(kind, patient, source, "", detail));

    internal void Drop(string kind, string patient, string source, string reason, string detail = "") =>
        Add(new ImportItem(kind, patient, source, reason, detail));

    internal void Note(string line) => _notes.Add(line);

    internal void Problem(string line) => _problems.Add(line);

    /// <summary>An importer writes into a folder that holds no cohort yet.</summary>
    internal static void RefuseCohort(string folder)
    {
        string[] written = [CohortReader.PatientsName, CohortReader.CtName, CohortReader.SlidesName, CohortReader.HeadName, FileName];
        if (File.Exists(folder))
        {
            throw new InputException($"{folder}: a file: give a folder to write the cohort into");
        }

        if (written.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is { } there)
        {
            throw new InputException($"{folder}: holds a {there} already, perhaps with corrections of yours: take another folder, "
                + "or move the cohort's files away");
        }
    }

    /// <summary>Writes the cohort and this report, all files or none.</summary>
    internal void Write(string folder, LabelSet labels, bool synthetic, string description, IReadOnlyList<Patient> patients,
        IReadOnlyList<CtEntry> ct, IReadOnlyList<SlideEntry> slides) =>
        AtomicFile.WriteFiles(folder, target =>
        {
            Cohort.Write(target, labels, synthetic, description, patients, ct, slides);
            CsvTable.Write(
                Path.Combine(target, FileName), Columns,
                _items.Select(item => (string[])[item.Kind, item.PatientId, item.Source, item.Kept ? "kept" : "dropped",
                    item.Reason, item.Detail]));
        });

    /// <summary>
    /// How a cohort in <paramref name="folder"/> names a file: relative where the file lies inside it, absolute elsewhere.
    /// </summary>
    internal static string Name(string folder, string path) =>
        RealPath.IsInside(path, folder)
            ? Path.GetRelativePath(RealPath.Of(folder), RealPath.Of(path)).Replace('\\', '/') : Path.GetFullPath(path);
}
