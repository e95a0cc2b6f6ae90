using System.Globalization;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Data.Preprocessing;

/// <summary>report.csv of a sequence store: what was kept and dropped, one row per series or slide.</summary>
public static class PreprocessingReport
{
    private const string Name = "report.csv";

    private static readonly string[] Columns =
    [
        "patient_id", "modality", "source", "frames", "discarded_first", "discarded_last", "white", "cell_sparse",
        "remainder", "not_tumour", "used", "sequences", "other", "note",
    ];

    /// <summary>Reads the report of a store.</summary>
    /// <exception cref="InputException">There is none, or it is damaged.</exception>
    public static IReadOnlyList<SourceReport> Read(string storeFolder)
    {
        var table = CsvTable.ReadOrThrow(Path.Combine(storeFolder, Name), Columns);
        return [.. table.Rows.Select(row => Parse(table, row))];
    }

    internal static void Write(string storeFolder, IEnumerable<SourceReport> reports) =>
        CsvTable.Write(Path.Combine(storeFolder, Name), Columns, reports.Select(Fields));

    private static string[] Fields(SourceReport report) =>
    [
        report.PatientId, report.Modality == Modality.Ct ? "ct" : "wsi", report.Source,
        .. Array.ConvertAll(
            (int[])[report.Frames, report.DiscardedFirst, report.DiscardedLast, report.White, report.CellSparse, report.Remainder,
                report.NotTumour, report.Used, report.Sequences, report.Other],
            number => number.ToString(CultureInfo.InvariantCulture)),
        report.Note,
    ];

    private static SourceReport Parse(CsvTable table, CsvTable.Row row)
    {
        int Number(string column) => int.TryParse(row[column], CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InputException($"{table.At(row)}: {column} is no number: run preprocessing again");

        return new SourceReport(
            row["patient_id"], row["modality"] == "ct" ? Modality.Ct : Modality.Wsi, row["source"], Number("frames"),
            Number("discarded_first"),
            Number("discarded_last"), Number("white"), Number("cell_sparse"), Number("remainder"), Number("not_tumour"),
            Number("used"), Number("sequences"),
            Number("other"), row["note"]);
    }
}
