using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using MhdNet.Evaluation;

namespace MhdNet.Studies.When;

/// <summary>The grid's results: accuracies and gains with their intervals over draws.</summary>
public sealed class WhenGrid
{
    private const double Level = 0.95;
    private readonly ILookup<GridCell, CellScores> _scores;

    /// <summary>Takes the scores.</summary>
    /// <param name="axes">What was varied.</param>
    /// <param name="scores">One per cell and draw.</param>
    public WhenGrid(Axes axes, IReadOnlyList<CellScores> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        (Axes, _scores) = (axes, scores.ToLookup(one => one.Cell));
    }

    /// <summary>What was varied.</summary>
    public Axes Axes { get; }

    /// <summary>Share of test patients that the student of a target classifies rightly.</summary>
    public Interval Accuracy(GridCell cell, Target target) => OverDraws(_scores[cell].Select(one => one.Students[target]));

    /// <summary>The same of the teacher, which sees pathology in the test.</summary>
    public Interval Teacher(GridCell cell) => OverDraws(_scores[cell].Select(one => one.Teacher));

    /// <summary>The student of a target minus the one of the labels, a fraction of 1; patients are the same in each draw.</summary>
    public Interval Gain(GridCell cell, Target target) => Against(cell, target, Target.Labels);

    /// <summary>The student of one target minus that of another.</summary>
    public Interval Against(GridCell cell, Target target, Target other) =>
        OverDraws(_scores[cell].Select(one => one.Students[target] - one.Students[other]));

    /// <summary>What became of a theory's predictions of a target, one verdict per cell in which it predicts the sign.</summary>
    public IReadOnlyList<Verdict> Judge(Theory theory, Target target, Predicted sign)
    {
        ArgumentNullException.ThrowIfNull(theory);
        return [.. Axes.Cells.Where(cell => theory.Predict(target, cell) == sign)
            .Select(cell => sign.Judge(Gain(cell, target))).OfType<Verdict>()];
    }

    /// <summary>Mean with Student's interval.</summary>
    internal static Interval OverDraws(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var (mean, deviation) = ArrayStatistics.MeanStandardDeviation(all);
        var reach = all.Length < 2
            ? double.NaN : StudentT.InvCDF(0, 1, all.Length - 1, (1 + Level) / 2) * deviation / Math.Sqrt(all.Length);
        return new(mean, mean - reach, mean + reach, Level, 0);
    }
}
