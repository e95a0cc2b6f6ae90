using System.Text.Json.Serialization;

namespace MhdNet.Evaluation;

/// <summary>
/// How often each true class was called each class. A row is a true class here; the paper draws the truth across and the
/// prediction down (Fig. 6), and so does our figure of it.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly int[][] _rows;

    /// <summary>Takes the counts.</summary>
    /// <param name="rows">Counts, (classes, classes): one row per true class, one column per predicted class.</param>
    /// <exception cref="ArgumentException">Not square, empty, or a negative count.</exception>
    [JsonConstructor]
    public ConfusionMatrix(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(row => row.Count != rows.Count || row.Any(count => count < 0)))
        {
            throw new ArgumentException("a confusion matrix is square and counts are not negative", nameof(rows));
        }

        _rows = [.. rows.Select(row => row.ToArray())];
    }

    /// <summary>Counts, (classes, classes): one row per true class, one column per predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows => _rows;

    /// <summary>Number of classes.</summary>
    [JsonIgnore]
    public int ClassCount => _rows.Length;

    /// <summary>Number of decisions.</summary>
    [JsonIgnore]
    public int Total => _rows.Sum(row => row.Sum());

    /// <summary>Number of right decisions.</summary>
    [JsonIgnore]
    public int Correct => Enumerable.Range(0, ClassCount).Sum(k => _rows[k][k]);

    /// <summary>How often class <paramref name="truth"/> was called <paramref name="prediction"/>.</summary>
    public int this[int truth, int prediction] => _rows[truth][prediction];

    /// <summary>Counts decisions.</summary>
    /// <param name="truth">True classes.</param>
    /// <param name="predicted">Predicted classes, in the same order.</param>
    /// <param name="classCount">Number of classes.</param>
    public static ConfusionMatrix Count(IReadOnlyList<int> truth, IReadOnlyList<int> predicted, int classCount)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        if (truth.Count != predicted.Count)
        {
            throw new ArgumentException($"{truth.Count} labels and {predicted.Count} decisions", nameof(predicted));
        }

        var rows = Enumerable.Range(0, classCount).Select(_ => new int[classCount]).ToArray();
        for (var i = 0; i < truth.Count; i++)
        {
            rows[truth[i]][predicted[i]]++;
        }

        return new ConfusionMatrix(rows);
    }

    /// <summary>Counts the decisions of predictions; every output has a row and a column, even `other` where it cannot be chosen.</summary>
    public static ConfusionMatrix Count(IReadOnlyList<Prediction> predictions, Decision decision, int typeCount)
    {
        var classCount = Predictions.ClassCount(predictions);
        return Count([.. predictions.Select(p => p.Label)], [.. predictions.Select(p => p.Decide(decision, typeCount))], classCount);
    }

    /// <summary>How often the class is the truth (its support).</summary>
    public int TrueCount(int k) => _rows[k].Sum();

    /// <summary>How often the class was decided for.</summary>
    public int PredictedCount(int k) => _rows.Sum(row => row[k]);

    /// <summary>Right decisions for the class over all decisions for it; 0 where there is none (scikit-learn's zero_division=0).</summary>
    public double Precision(int k) => Ratio(_rows[k][k], PredictedCount(k));

    /// <summary>Right decisions for the class over its sequences; 0 where it has none.</summary>
    public double Recall(int k) => Ratio(_rows[k][k], TrueCount(k));

    /// <summary>Harmonic mean of the class's precision and recall; 0 where both are 0.</summary>
    public double F1(int k) => Ratio(2 * _rows[k][k], TrueCount(k) + PredictedCount(k));

    /// <summary>
    /// Quadratic weighted kappa, 1 - sum(D O) / sum(D E): D is the squared distance in the class order, O the counts, and
    /// E the counts expected from the margins alone. (Table II prints sum(E O) below the line, which is no kappa.)
    /// Absent classes keep their place in the order, so that distances are always the clinical ones; `other`, which has no
    /// place of its own, stands after the last type.
    /// </summary>
    /// <returns>1 at full agreement, 0 at chance, below 0 when worse; NaN where all truths and decisions are one class.</returns>
    public double QuadraticWeightedKappa()
    {
        var truths = Enumerable.Range(0, ClassCount).Select(TrueCount).ToArray();
        var decisions = Enumerable.Range(0, ClassCount).Select(PredictedCount).ToArray();
        double observed = 0, expected = 0, total = Total;
        for (var i = 0; i < ClassCount; i++)
        {
            for (var j = 0; j < ClassCount; j++)
            {
                double distance = (i - j) * (i - j);
                observed += distance * _rows[i][j];
                expected += distance * truths[i] * decisions[j] / total;
            }
        }

        return expected > 0 ? 1 - observed / expected : double.NaN;
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
