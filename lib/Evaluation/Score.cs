namespace MhdNet.Evaluation;

/// <summary>The metrics that are declared for every comparison of variants.</summary>
public enum Score
{
    /// <summary><see cref="Metrics.MAcc"/>: the share of right decisions.</summary>
    MAcc,

    /// <summary><see cref="Metrics.MacroAuc"/>: the mean of the types' areas under the ROC curve.</summary>
    MacroAuc,

    /// <summary>The mean of −log of the true class's probability, in nats; the lower, the better.</summary>
    LogLoss,
}

/// <summary>These metrics by themselves: thousands of resamples need no full <see cref="Metrics"/>.</summary>
public static class Scores
{
    private const double LeastProbability = 1e-12;

    /// <summary>The metric of predictions of tumour types, `other` counted as wrong; as in <see cref="Metrics"/>.</summary>
    /// <param name="score">Which metric.</param>
    /// <param name="predictions">Of sequences or patients of tumour types.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <returns>A fraction of 1, or nats; NaN where it does not exist.</returns>
    public static double Compute(Score score, IReadOnlyList<Prediction> predictions, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return score switch
        {
            Score.MAcc => predictions.Average(p => p.Decide(Decision.AllClasses, typeCount) == p.Label ? 1.0 : 0.0),
            Score.LogLoss => predictions.Average(p => -Math.Log(Math.Max(p.Probabilities[p.Label], LeastProbability))),
            _ => RocCurve.OfTypes(predictions, Decision.AllClasses, typeCount)
                .Select(curve => curve.Auc).Where(auc => !double.IsNaN(auc)).DefaultIfEmpty(double.NaN).Average(),
        };
    }

    /// <summary>The name in tables and figures.</summary>
    public static string Label(this Score score) => score switch
    {
        Score.MAcc => "mAcc",
        Score.LogLoss => "log loss",
        _ => "AUC",
    };

    /// <summary>Whether it is a share, which tables and figures print in per cent; otherwise it is in nats.</summary>
    public static bool IsShare(this Score score) => score != Score.LogLoss;
}
