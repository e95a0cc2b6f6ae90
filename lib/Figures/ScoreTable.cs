using MhdNet.Evaluation;
using Microsoft.Data.Analysis;

namespace MhdNet.Figures;

/// <summary>Scores as a table: the headline metrics in per cent, as the paper prints them, each with its interval by patient.</summary>
public static class ScoreTable
{
    /// <summary>One row per network.</summary>
    /// <param name="rows">Name and evaluation.</param>
    /// <param name="byPatient">Counted by patient; else by sequence.</param>
    public static DataFrame Of(IReadOnlyList<(string Name, EvaluationReport Report)> rows, bool byPatient = false)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = new DataFrame(
            new StringDataFrameColumn("network", rows.Select(row => row.Name)),
            new Int32DataFrameColumn(
                byPatient ? "patients" : "sequences", rows.Select(row => (byPatient ? row.Report.Patients : row.Report.Sequences).Count)));
        foreach (var (name, label, _) in EvaluationReport.Headline)
        {
            table.Columns.Add(new StringDataFrameColumn(
                $"{label} (%)",
                rows.Select(row => (byPatient ? row.Report.PatientIntervals : row.Report.SequenceIntervals)[name].Percent())));
        }

        return table;
    }

    /// <summary>One row per metric, by sequence and by patient, beside what the paper prints.</summary>
    /// <param name="rows">Name and evaluation of each network.</param>
    /// <param name="paperName">Whose numbers the paper's are, such as "paper, RPTET"; null where it prints none.</param>
    /// <param name="paper">The paper's numbers, one per metric of <see cref="EvaluationReport.Headline"/>.</param>
    public static Table ByMetric(
        IReadOnlyList<(string Name, EvaluationReport Report)> rows, string? paperName = null, IReadOnlyList<string>? paper = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var metrics = EvaluationReport.Headline;
        var table = Table.Of(metrics, ("metric (%)", metric => metric.Label));
        table = paperName is null ? table : table.With(paperName, paper ?? []);
        table = rows.Aggregate(table, (made, row) =>
            made.With($"{row.Name}, sequences", metrics.Select(metric => row.Report.SequenceIntervals[metric.Name].Percent())));
        return rows.Aggregate(table, (made, row) =>
            made.With($"{row.Name}, patients", metrics.Select(metric => row.Report.PatientIntervals[metric.Name].Percent())));
    }

    /// <summary>"61.5 [42.3, 80.8]"; "-" where the metric does not exist.</summary>
    public static string Percent(Interval interval) => IntervalText.Percent(interval);
}
