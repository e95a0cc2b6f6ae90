using MhdNet.Evaluation;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// Temperature scaling (Guo et al., ICML 2017, Eq. 9): one number softens or sharpens all probabilities and changes no decision,
/// p_k(T) = q_k^(1/T) / sum_j q_j^(1/T), since log q are logits of q. It is fitted by the likelihood of the labels, whose negative
/// logarithm is convex in 1/T.
/// </summary>
public static class TemperatureScaling
{
    private const double Coldest = 0.05, Hottest = 20, Least = 1e-9;

    /// <summary>The temperature under which the labels are most likely.</summary>
    /// <param name="validation">Predictions of validation patients, never of the test.</param>
    /// <returns>Between 0.05 and 20; 1 leaves probabilities as they are.</returns>
    /// <exception cref="ArgumentException">There are no predictions.</exception>
    public static double Fit(IReadOnlyList<Prediction> validation)
    {
        ArgumentNullException.ThrowIfNull(validation);
        if (validation.Count == 0)
        {
            throw new ArgumentException("no patients to fit a temperature to", nameof(validation));
        }

        // golden sections of 1/T
        var (low, high) = (1 / Hottest, 1 / Coldest);
        var share = (Math.Sqrt(5) - 1) / 2;
        for (var step = 0; step < 80; step++)
        {
            var (left, right) = (high - (share * (high - low)), low + (share * (high - low)));
            (low, high) = Loss(validation, 1 / left) < Loss(validation, 1 / right) ? (low, right) : (left, high);
        }

        return 2 / (low + high);
    }

    /// <summary>Probabilities at a temperature.</summary>
    /// <param name="probabilities">q, which sum to 1.</param>
    /// <param name="temperature">T, above 0.</param>
    public static float[] Apply(IReadOnlyList<float> probabilities, double temperature)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        double[] logits = [.. probabilities.Select(q => Math.Log(Math.Max(q, Least)) / temperature)];
        var largest = logits.Max();
        double[] powers = [.. logits.Select(logit => Math.Exp(logit - largest))];
        var sum = powers.Sum();
        return [.. powers.Select(power => (float)(power / sum))];
    }

    /// <summary>The same predictions at a temperature.</summary>
    public static IReadOnlyList<Prediction> Apply(IReadOnlyList<Prediction> predictions, double temperature)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return [.. predictions.Select(one => one with { Probabilities = Apply(one.Probabilities, temperature) })];
    }

    /// <summary>Mean negative log-likelihood of the labels at a temperature.</summary>
    public static double Loss(IReadOnlyList<Prediction> predictions, double temperature)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return predictions.Average(one => -Math.Log(Math.Max(Apply(one.Probabilities, temperature)[one.Label], float.Epsilon)));
    }
}
