using System.Globalization;

namespace MhdNet.Data.Cohorts;

/// <summary>Reads the files of a cohort and collects what is wrong with them, one line per problem, with file and line number.</summary>
internal static class CohortReader
{
    public const string PatientsName = "patients.csv";
    public const string CtName = "ct.csv";
    public const string SlidesName = "wsi.csv";
    public const string HeadName = "cohort.json";
    public const string NoTumour = "none";
    public const string UnitsColumn = "units", Hounsfield = "HU", MicronsColumn = "mpp";

    public static readonly string[] PatientColumns = ["patient_id", "label", "split"];
    public static readonly string[] CtColumns = ["patient_id", "series", "tumor_first", "tumor_last"];
    public static readonly string[] SlideColumns = ["patient_id", "slide", "specimen_type"];

    /// <summary>The cohort, or null where its head cannot be made out; problems are added to the list.</summary>
    /// <param name="folder">The cohort.</param>
    /// <param name="problems">Added to, one line per problem.</param>
    /// <param name="sources">Added to: the series and slides that are there and may be opened.</param>
    public static Cohort? Read(string folder, List<string> problems, List<CohortSource>? sources = null)
    {
        if (!Directory.Exists(folder))
        {
            problems.Add($"{folder}: no such folder: give the folder that holds {PatientsName}, {CtName} and {SlidesName}");
            return null;
        }

        var patientTable = CsvTable.Read(Path.Combine(folder, PatientsName), PatientColumns, problems);
        if (patientTable.Rows.Count == 0 && problems.Count == 0)
        {
            problems.Add($"{patientTable.Path}:1: no patients: add one row per patient");
        }

        var head = CohortHead.Read(folder, patientTable, problems);
        var patients = ReadPatients(patientTable, head?.Labels, problems);
        var known = patientTable.Rows.Select(row => row["patient_id"]).ToHashSet();
        var paths = new CohortPaths(folder, known, head?.Origin, problems);
        var ct = ReadCt(CsvTable.Read(Path.Combine(folder, CtName), CtColumns, problems, UnitsColumn), paths, sources, problems);
        var withoutTumour = patients.Where(patient => patient.Label == LabelSet.Other).Select(patient => patient.Id).ToHashSet();
        var slides = ReadSlides(CsvTable.Read(Path.Combine(folder, SlidesName), SlideColumns, problems, MicronsColumn), withoutTumour,
            paths, sources, problems);
        return head is null ? null : new Cohort(folder, head, patients, ct, slides);
    }

    private static List<Patient> ReadPatients(CsvTable table, LabelSet? labels, List<string> problems)
    {
        var first = new Dictionary<string, (Patient Patient, int Line)>();
        var alike = new Dictionary<string, (Patient Patient, int Line)>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in table.Rows)
        {
            var patient = new Patient(row["patient_id"], row["label"], row["split"]);
            if (patient.Id.Length == 0)
            {
                problems.Add($"{table.At(row)}: no patient_id: give each patient one");
            }
            else if (first.TryGetValue(patient.Id, out var earlier))
            {
                problems.Add(Repeated(table, row, patient, earlier));
            }
            else
            {
                first.Add(patient.Id, (patient, row.Line));
                if (!alike.TryAdd(patient.Id, (patient, row.Line)))
                {
                    problems.Add($"{table.At(row)}: patient '{patient.Id}' is written '{alike[patient.Id].Patient.Id}' in line "
                        + $"{alike[patient.Id].Line}: if they are one, write them alike, else give them ids that differ by more than case");
                }
            }

            if (labels is not null && !labels.Types.Contains(patient.Label) && !(labels.HasOther && patient.Label == LabelSet.Other))
            {
                var other = labels.HasOther ? $", or {LabelSet.Other} for a patient without tumour" : "";
                problems.Add($"{table.At(row)}: label '{patient.Label}' is no type of {labels.Name}: "
                    + $"use one of {string.Join(", ", labels.Types)}{other}");
            }

            if (!Patient.Splits.Contains(patient.Split))
            {
                problems.Add($"{table.At(row)}: split '{patient.Split}' is unknown: use train, test, extra or leave it empty");
            }
        }

        return [.. first.Values.Select(entry => entry.Patient)];
    }

    private static string Repeated(CsvTable table, CsvTable.Row row, Patient patient, (Patient Patient, int Line) earlier)
    {
        var id = $"{table.At(row)}: patient '{patient.Id}' stands in line {earlier.Line} already";
        return patient.Label != earlier.Patient.Label ? $"{id}, with label '{earlier.Patient.Label}' instead of '{patient.Label}': "
            + "keep the right row"
            : patient.Split != earlier.Patient.Split ? $"{id}, in split '{earlier.Patient.Split}' instead of '{patient.Split}': "
                + "a patient is in one split only"
            : $"{id}: delete one of the rows";
    }

    private static List<CtEntry> ReadCt(CsvTable table, CohortPaths paths, List<CohortSource>? sources, List<string> problems)
    {
        var entries = new List<CtEntry>();
        foreach (var row in table.Rows)
        {
            var entry = ReadRange(table, row, problems) with { StatedHounsfield = row[UnitsColumn] == Hounsfield };
            if (row[UnitsColumn] is not ("" or Hounsfield))
            {
                problems.Add($"{table.At(row)}: {UnitsColumn} '{row[UnitsColumn]}': write {Hounsfield} where the values are Hounsfield "
                    + "units though the files do not say so, or leave it empty");
            }

            if (paths.Resolve(table.At(row), entry.PatientId, entry.Series) is { } found)
            {
                sources?.Add(new CohortSource(table.At(row), found.Path, entry, null, found.Drawn));
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static CtEntry ReadRange(CsvTable table, CsvTable.Row row, List<string> problems)
    {
        if (row["tumor_first"] == NoTumour && row["tumor_last"] == NoTumour)
        {
            return CtEntry.WithoutTumour(row["patient_id"], row["series"]);
        }

        var numbers = Number(table, row, "tumor_first", problems, out var first) & Number(table, row, "tumor_last", problems, out var last);
        if (numbers && (first is null != last is null || first > last))
        {
            problems.Add($"{table.At(row)}: tumour range '{row["tumor_first"]}'..'{row["tumor_last"]}': give both ends, "
                + "the first not after the last, or neither");
        }

        return new CtEntry(row["patient_id"], row["series"], first, last);
    }

    private static List<SlideEntry> ReadSlides(CsvTable table, HashSet<string> withoutTumour, CohortPaths paths,
        List<CohortSource>? sources, List<string> problems)
    {
        var entries = new List<SlideEntry>();
        foreach (var row in table.Rows)
        {
            if (row["specimen_type"].Length == 0)
            {
                problems.Add($"{table.At(row)}: no specimen_type: write tumour, or what it is (only tumour is used)");
            }

            var entry = new SlideEntry(row["patient_id"], row["slide"], row["specimen_type"])
            {
                MicronsPerPixel = Microns(table, row, problems),
            };
            if (entry.IsTumour && withoutTumour.Contains(entry.PatientId))
            {
                problems.Add($"{table.At(row)}: a tumour slide of patient '{entry.PatientId}', whose label is {LabelSet.Other}: "
                    + "correct one of the two");
            }

            if (paths.Resolve(table.At(row), entry.PatientId, entry.Slide) is { } found)
            {
                sources?.Add(new CohortSource(table.At(row), found.Path, null, entry, found.Drawn));
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static double? Microns(CsvTable table, CsvTable.Row row, List<string> problems)
    {
        const double Finest = PreprocessingOptions.FinestMicrons, Coarsest = PreprocessingOptions.CoarsestMicrons;
        if (row[MicronsColumn].Length == 0)
        {
            return null;
        }

        if (double.TryParse(row[MicronsColumn], NumberStyles.Float, CultureInfo.InvariantCulture, out var microns)
            && microns is >= Finest and <= Coarsest)
        {
            return microns;
        }

        problems.Add(string.Create(CultureInfo.InvariantCulture, $"{table.At(row)}: {MicronsColumn} '{row[MicronsColumn]}' is no edge of a "
            + $"pixel: give micrometres from {Finest} to {Coarsest}, such as 0.25 (40x), with a point, or leave it empty"));
        return null;
    }

    private static bool Number(CsvTable table, CsvTable.Row row, string column, List<string> problems, out int? number)
    {
        number = null;
        if (row[column].Length == 0)
        {
            return true;
        }

        if (int.TryParse(row[column], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            number = value;
            return true;
        }

        problems.Add($"{table.At(row)}: {column} '{row[column]}' is no slice number: give a whole number from 0, "
            + $"or leave both ends empty, or write {NoTumour} at both");
        return false;
    }
}
