using System.Globalization;
using MathNet.Numerics.Statistics;
using MhdNet.Evaluation;
using Microsoft.Data.Analysis;

namespace MhdNet.Studies;

/// <summary>
/// How far the answer of a network moves from one sequence to another. One that says nearly the same of every patient has not learnt to
/// read what it is shown, whatever its loss in training.
/// </summary>
public static class AnswerSpread
{
    /// <summary>One line per row that has runs: the spread over the test sequences, in points, as a mean over the seeds.</summary>
    public static DataFrame Of(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var rows = result.Rows.Where(row => row.Test is not null).ToList();
        return new DataFrame(
            new StringDataFrameColumn("row", rows.Select(row => row.Name)),
            new StringDataFrameColumn("standard deviation of a class's probability, points",
                rows.Select(row => (100 * row.Test!.Runs.Average(Of)).ToString("0.0", CultureInfo.InvariantCulture))));
    }

    /// <summary>Standard deviation of a class's probability over the sequences, averaged over the classes.</summary>
    /// <param name="said">At least one prediction, all of the same classes.</param>
    public static double Of(IReadOnlyList<Prediction> said)
    {
        ArgumentNullException.ThrowIfNull(said);
        return Enumerable.Range(0, said[0].Probabilities.Length)
            .Average(k => said.Select(one => (double)one.Probabilities[k]).PopulationStandardDeviation());
    }
}
