namespace MhdNet.Evaluation;

/// <summary>One working point: everything that scores at least <paramref name="Threshold"/> is called positive.</summary>
/// <param name="FalsePositiveRate">Share of the negatives called positive.</param>
/// <param name="TruePositiveRate">Share of the positives called positive.</param>
/// <param name="Threshold">Score from which on a sequence counts as positive; infinite at the first point.</param>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate, double Threshold);

/// <summary>
/// Receiver operating characteristic of one class against the rest, and the area under it: the probability that a
/// positive scores above a negative, where a tie counts half. Exact: equal scores make one point, and the area is counted
/// in pairs, not integrated.
/// </summary>
/// <param name="Points">From (0, 0) to (1, 1), one per distinct score; empty where a side is missing.</param>
/// <param name="Auc">Area under the curve, 0 to 1; NaN where there are no positives or no negatives.</param>
/// <param name="Positives">Sequences of the class.</param>
/// <param name="Negatives">All others.</param>
public sealed record RocCurve(IReadOnlyList<RocPoint> Points, double Auc, int Positives, int Negatives)
{
    /// <summary>Builds the curve of a score.</summary>
    /// <param name="scores">Any scores but NaN; the higher, the more positive.</param>
    /// <param name="positive">The truth, in the same order.</param>
    public static RocCurve Create(IReadOnlyList<double> scores, IReadOnlyList<bool> positive)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(positive);
        if (scores.Count != positive.Count || scores.Any(double.IsNaN))
        {
            throw new ArgumentException($"{scores.Count} scores for {positive.Count} labels, or a score that is NaN", nameof(scores));
        }

        var positives = positive.Count(p => p);
        var negatives = positive.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return new RocCurve([], double.NaN, positives, negatives);
        }

        double[] sorted = [.. scores];
        bool[] truth = [.. positive];
        Array.Sort(sorted, truth);
        var points = new List<RocPoint>(sorted.Length + 1) { new(0, 0, double.PositiveInfinity) };
        long truePositives = 0, falsePositives = 0, halfWins = 0;
        for (var i = sorted.Length - 1; i >= 0;)
        {
            var threshold = sorted[i];
            long up = 0, across = 0;
            for (; i >= 0 && sorted[i] == threshold; i--)
            {
                (up, across) = truth[i] ? (up + 1, across) : (up, across + 1);
            }

            halfWins += across * (2 * truePositives + up);   // each negative loses to the positives above it and draws with those beside it
            truePositives += up;
            falsePositives += across;
            points.Add(new RocPoint((double)falsePositives / negatives, (double)truePositives / positives, threshold));
        }

        return new RocCurve(points, halfWins / (2.0 * positives * negatives), positives, negatives);
    }

    /// <summary>The curve of one class against the rest.</summary>
    public static RocCurve OfClass(IReadOnlyList<Prediction> predictions, int k, Decision decision, int typeCount) =>
        Create([.. predictions.Select(p => p.Score(k, decision, typeCount))], [.. predictions.Select(p => p.Label == k)]);

    /// <summary>The curves of all tumour types, in clinical order (Fig. 5).</summary>
    public static IReadOnlyList<RocCurve> OfTypes(IReadOnlyList<Prediction> predictions, Decision decision, int typeCount) =>
        [.. Enumerable.Range(0, typeCount).Select(k => OfClass(predictions, k, decision, typeCount))];
}
