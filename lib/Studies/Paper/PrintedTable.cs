using MhdNet.Evaluation;
using Microsoft.Data.Analysis;

namespace MhdNet.Studies.Paper;

/// <summary>A table of the paper beside ours, metric by metric.</summary>
public static class PrintedTable
{
    /// <summary>
    /// One line per row of the study, in per cent and by sequence, as the paper counts: of each metric what the paper prints for its cohort
    /// of these labels, and the mean over the seeds here; mAcc with its interval over patients and seeds.
    /// </summary>
    /// <param name="result">The study.</param>
    /// <param name="printed">The paper's rows.</param>
    /// <param name="metrics">The metrics that it prints, as <see cref="EvaluationReport.Headline"/> calls them.</param>
    public static DataFrame Of(StudyResult result, IReadOnlyList<PublishedResult> printed, params IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(printed);
        ArgumentNullException.ThrowIfNull(metrics);
        var table = new DataFrame(
            new StringDataFrameColumn("row", result.Rows.Select(row => row.Name)),
            new StringDataFrameColumn("after", result.Rows.Select(StudyTables.After)));
        foreach (var (_, label, of) in EvaluationReport.Headline.Where(metric => metrics.Contains(metric.Label)))
        {
            table.Columns.Add(new StringDataFrameColumn($"{label} %, paper", result.Rows.Select(row =>
                StudyTables.Text(Printed(printed, Published.DatasetOf(result.Labels), row.Name, label), "0.00"))));
            table.Columns.Add(new StringDataFrameColumn($"{label} %, here", result.Rows.Select(row => Here(result, row, label, of))));
        }

        return table;
    }

    private static double Printed(IReadOnlyList<PublishedResult> rows, string dataset, string name, string metric)
    {
        var row = rows.FirstOrDefault(row => row.Dataset == dataset
            && (row.Method == name || (name == Tables3And4.Student && row.Method == "MHD-Net (student)")
                || (name == Tables3And4.Teacher && row.Method == "MHD-Net (teacher)")));
        return metric switch
        {
            "mAcc" => row?.MAcc,
            "F1" => row?.F1,
            "Pre" => row?.Precision,
            "QWK" => row?.Qwk,
            "Rec" => row?.Recall,
            _ => null,
        } ?? double.NaN;
    }

    private static string Here(StudyResult result, StudyRow row, string metric, Func<Metrics, double> of)
    {
        if (row.Test is null)
        {
            return "-";
        }

        var spread = row.Test.Spread(run => of(Metrics.Compute(run, result.Labels.TypeCount)));
        var mean = StudyTables.Text(100 * spread.Mean) + (spread.Count == 1 ? "" : $" ± {StudyTables.Text(100 * spread.Deviation)}");
        if (metric != "mAcc")
        {
            return mean;
        }

        var interval = ResampledScore.Interval(Score.MAcc, row.Test, result.Labels.TypeCount);
        return $"{mean} [{StudyTables.Text(100 * interval.Low)}, {StudyTables.Text(100 * interval.High)}]";
    }
}
