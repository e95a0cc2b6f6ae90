using System.Text.Json.Serialization;
using MathNet.Numerics.Statistics;

namespace MhdNet.Evaluation;

/// <summary>A metric over several seeds on the same patients: how much it varies with training alone.</summary>
/// <param name="Mean">Mean over the seeds.</param>
/// <param name="Deviation">Standard deviation over the seeds (n - 1 below the line); NaN of one seed.</param>
/// <param name="Count">Number of seeds.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record Spread(double Mean, double Deviation, int Count)
{
    /// <summary>Mean and deviation of one value per seed; both are NaN where a seed's value does not exist.</summary>
    /// <exception cref="ArgumentException">No values.</exception>
    public static Spread Compute(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            throw new ArgumentException("a spread needs at least one seed", nameof(values));
        }

        var (mean, deviation) = ArrayStatistics.MeanStandardDeviation(all);
        return new Spread(mean, all.Length == 1 ? double.NaN : deviation, all.Length);
    }
}
