using System.Globalization;
using System.Text;
using MhdNet.Data.Ct;
using MhdNet.Runtime;

namespace MhdNet.Data.Cohorts;

/// <summary>
/// A folder with patients.csv, ct.csv, wsi.csv (data/README.md) and, optionally, cohort.json: what a hospital or an archive gives, before
/// preprocessing. Loading checks every row; the image files are opened by <see cref="CohortInspection"/> only.
/// </summary>
public sealed class Cohort
{
    internal Cohort(string folder, CohortHead head, IReadOnlyList<Patient> patients, IReadOnlyList<CtEntry> ct,
        IReadOnlyList<SlideEntry> slides)
    {
        (Folder, Patients, Ct, Slides) = (folder, patients, ct, slides);
        (Labels, Synthetic, Description, Origin) = (head.Labels, head.Synthetic, head.Description, head.Origin);
        Fingerprint = Hash(this);
    }

    /// <summary>The cohort's folder.</summary>
    public string Folder { get; }

    /// <summary>The classes: of cohort.json, or inferred from the labels.</summary>
    public LabelSet Labels { get; }

    /// <summary>Whether the cohort is the phantom.</summary>
    public bool Synthetic { get; }

    /// <summary>What cohort.json says of the origin; may be empty.</summary>
    public string Description { get; }

    /// <summary>Where series and slides come from that are not there; null where all raw files are kept.</summary>
    internal ISourceOrigin? Origin { get; }

    /// <summary>All patients, in the order of patients.csv.</summary>
    public IReadOnlyList<Patient> Patients { get; }

    /// <summary>All CT series.</summary>
    public IReadOnlyList<CtEntry> Ct { get; }

    /// <summary>All slides, tumour specimens and others.</summary>
    public IReadOnlyList<SlideEntry> Slides { get; }

    /// <summary>
    /// Names the rows of the cohort, paths included; <see cref="CohortInspection.Fingerprint"/> names the files, a sequence store's the
    /// pixels.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Whether all CT is ready frames: then there are no raw series to look at.</summary>
    public bool HoldsReadyFrames => Ct.Count > 0 && Ct.All(ct => CtReaders.IsReadyFrames(PathOf(ct.Series)));

    /// <summary>Loads a cohort.</summary>
    /// <exception cref="InputException">The first problem found, with file and line, and how many more there are.</exception>
    public static Cohort Load(string folder)
    {
        var problems = new List<string>();
        var cohort = CohortReader.Read(folder, problems);
        return problems.Count switch
        {
            0 => cohort!,
            1 => throw new InputException(problems[0]),
            _ => throw new InputException($"{problems[0]} (and {problems.Count - 1} more: run `mhdnet cohort check {folder}`)"),
        };
    }

    /// <summary>Writes the three CSV files and cohort.json, each whole or not at all.</summary>
    /// <param name="folder">The cohort.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="synthetic">Whether it is the phantom.</param>
    /// <param name="description">Its origin.</param>
    /// <param name="patients">All patients.</param>
    /// <param name="ct">All series.</param>
    /// <param name="slides">All slides.</param>
    public static void Write(
        string folder, LabelSet labels, bool synthetic, string description, IEnumerable<Patient> patients, IEnumerable<CtEntry> ct,
        IEnumerable<SlideEntry> slides)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Write(folder, new CohortHead(labels, synthetic, description), patients, ct, slides);
    }

    internal static void Write(string folder, CohortHead head, IEnumerable<Patient> patients, IEnumerable<CtEntry> ct,
        IEnumerable<SlideEntry> slides)
    {
        _ = head.Labels.Checked();
        CsvTable.Write(Path.Combine(folder, CohortReader.PatientsName), CohortReader.PatientColumns,
            patients.Select(p => (string[])[p.Id, p.Label, p.Split]));
        var (series, images) = (ct.ToList(), slides.ToList());
        var units = series.Exists(c => c.StatedHounsfield);
        var microns = images.Exists(s => s.MicronsPerPixel is not null);
        CsvTable.Write(Path.Combine(folder, CohortReader.CtName),
            [.. CohortReader.CtColumns, .. units ? [CohortReader.UnitsColumn] : Array.Empty<string>()],
            series.Select(c => (string[])[c.PatientId, c.Series, .. Range(c),
                .. units ? [c.StatedHounsfield ? CohortReader.Hounsfield : ""] : Array.Empty<string>()]));
        CsvTable.Write(Path.Combine(folder, CohortReader.SlidesName),
            [.. CohortReader.SlideColumns, .. microns ? [CohortReader.MicronsColumn] : Array.Empty<string>()],
            images.Select(s => (string[])[s.PatientId, s.Slide, s.SpecimenType,
                .. microns ? [s.MicronsPerPixel?.ToString(CultureInfo.InvariantCulture) ?? ""] : Array.Empty<string>()]));
        AtomicFile.WriteText(Path.Combine(folder, CohortReader.HeadName), head.Json());
    }

    /// <summary>
    /// Columns of patients.csv beyond those the suite uses, such as sex or symptom: name to one value per patient, in the order of
    /// <see cref="Patients"/>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FurtherColumns()
    {
        var path = Path.Combine(Folder, CohortReader.PatientsName);
        var further = CsvTable.Columns(path).Except(CohortReader.PatientColumns).Where(column => column.Length > 0).ToList();
        var table = CsvTable.ReadOrThrow(path, [.. CohortReader.PatientColumns, .. further]);
        return further.ToDictionary(column => column, IReadOnlyList<string> (column) => [.. table.Rows.Select(row => row[column])]);
    }

    /// <summary>The files of a series or slide, to be read and disposed of; of a synthetic cohort they may be drawn first.</summary>
    /// <param name="source">As in ct.csv or wsi.csv.</param>
    /// <exception cref="InputException">They are not kept and cannot be drawn.</exception>
    public RawFiles Open(string source) => Origin?.Find(PathOf(source))?.Draw() ?? RawFiles.Kept(PathOf(source));

    /// <summary>Full path of a series or slide of this cohort.</summary>
    public string PathOf(string source) => SpelledPath.Of(Path.GetFullPath(source, Path.GetFullPath(Folder)));

    private static string Hash(Cohort cohort)
    {
        var text = new StringBuilder($"{cohort.Labels.Signature}\u001f{cohort.Synthetic}\n");
        cohort.Patients.ToList().ForEach(p => text.Append($"{p.Id}\u001f{p.Label}\u001f{p.Split}\n"));
        cohort.Ct.ToList().ForEach(c =>
            text.Append($"{c.PatientId}\u001f{c.Series}\u001f{c.TumourFirst}\u001f{c.TumourLast}{Stated(c)}\n"));
        cohort.Slides.ToList().ForEach(s => text.Append($"{s.PatientId}\u001f{s.Slide}\u001f{s.SpecimenType}{Stated(s)}\n"));
        return Checksum.Short(text.ToString());
    }

    // nothing where nothing is stated, so that tables without these columns keep their fingerprint
    internal static string Stated(CtEntry? ct) => ct is { StatedHounsfield: true } ? "\u001fHU" : "";

    internal static string Stated(SlideEntry? slide) =>
        slide?.MicronsPerPixel is { } microns ? string.Create(CultureInfo.InvariantCulture, $"\u001f{microns}") : "";

    private static string[] Range(CtEntry ct) => ct.ShowsNoTumour
        ? [CohortReader.NoTumour, CohortReader.NoTumour]
        : [.. new[] { ct.TumourFirst, ct.TumourLast }.Select(number => number?.ToString(CultureInfo.InvariantCulture) ?? "")];
}
