using MhdNet.Evaluation;
using Microsoft.Data.Analysis;

namespace MhdNet.Figures;

/// <summary>Scores as a table: the headline figures in per cent, as the paper prints them, each with its interval by patient.</summary>
public static class ScoreTable
{
    /// <summary>One row a network.</summary>
    /// <param name="rows">Name and evaluation.</param>
    /// <param name="byPatient">Counted by patient; else by sequence.</param>
    public static DataFrame Of(IReadOnlyList<(string Name, EvaluationReport Report)> rows, bool byPatient = false)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = new DataFrame(
            new StringDataFrameColumn("network", rows.Select(row => row.Name)),
            new Int32DataFrameColumn(byPatient ? "patients" : "sequences", rows.Select(row => (byPatient ? row.Report.Patients : row.Report.Sequences).Count)));
        foreach (var (name, label, _) in EvaluationReport.Headline)
        {
            table.Columns.Add(new StringDataFrameColumn(
                $"{label} (%)", rows.Select(row => Percent((byPatient ? row.Report.PatientIntervals : row.Report.SequenceIntervals)[name]))));
        }

        return table;
    }

    /// <summary>"61.5 [42.3, 80.8]"; "-" where the figure does not exist.</summary>
    public static string Percent(Interval interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        return double.IsNaN(interval.Value)
            ? "-"
            : FormattableString.Invariant($"{100 * interval.Value:0.0} [{100 * interval.Low:0.0}, {100 * interval.High:0.0}]");
    }
}
