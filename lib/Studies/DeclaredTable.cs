using MhdNet.Evaluation;
using Microsoft.Data.Analysis;

namespace MhdNet.Studies;

/// <summary>A study's rows by every metric that is declared for comparisons, so that none is picked afterwards.</summary>
public static class DeclaredTable
{
    /// <summary>
    /// One line per row and metric, by patient, on the patients that decide: mean over the seeds, difference to the first row with its
    /// interval, and its p-value, adjusted (Holm) for the comparisons by that metric. A statement is judged by the study's own metric,
    /// which comes first.
    /// </summary>
    public static DataFrame Declared(this StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Score[] scores = [result.Study.Score, .. Enum.GetValues<Score>().Where(score => score != result.Study.Score)];
        var compared = scores.ToDictionary(score => score, result.ComparedBy);
        var lines = result.Rows.Where(row => row.Test is not null).SelectMany(row => scores.Select(score =>
        {
            var comparison = compared[score].FirstOrDefault(one => one.Row == row.Name);
            var onExtra = comparison?.DecidesOnExtra ?? compared[score].Any(one => one.DecidesOnExtra);
            var patients = onExtra ? row.Extra : row.Test;
            return (Row: row.Name, Score: score, Comparison: comparison, Patients: patients!.ByPatient(),
                Which: comparison?.Decided ?? $"{patients.Patients.Count} {(onExtra ? "extra test" : result.Whose)} patients");
        })).ToList();
        return new DataFrame(
            new StringDataFrameColumn("row", lines.Select(line => line.Row)),
            new StringDataFrameColumn("metric", lines.Select(line => line.Score.Label() + (line.Score.IsShare() ? " %" : ""))),
            new StringDataFrameColumn("patients", lines.Select(line => line.Which)),
            new StringDataFrameColumn("mean over the seeds", lines.Select(line => Text(line.Score, line.Patients
                .Spread(run => Scores.Compute(line.Score, run, result.Labels.TypeCount)).Mean))),
            new StringDataFrameColumn("difference to the first row", lines.Select(line => line.Comparison is { } comparison
                ? Text(line.Score, comparison.Decisive.Difference) : "-")),
            new StringDataFrameColumn("p (Holm)", lines.Select(line => line.Comparison is { } comparison
                ? StudyTables.P(comparison.Decisive.P) : "-")));
    }

    private static string Text(Score score, double value) =>
        score.IsShare() ? StudyTables.Text(100 * value) : StudyTables.Text(value, "0.000");

    private static string Text(Score score, Interval difference) => score.IsShare()
        ? StudyTables.Points(difference)
        : $"{StudyTables.Text(difference.Value, "+0.000;-0.000;0.000")} [{StudyTables.Text(difference.Low, "+0.000;-0.000;0.000")}, "
            + $"{StudyTables.Text(difference.High, "+0.000;-0.000;0.000")}]";
}
