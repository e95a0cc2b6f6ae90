using MathNet.Numerics.Distributions;

namespace MhdNet.Phantom;

/// <summary>What the types of a disease look like in one modality, and how patients scatter about it.</summary>
/// <param name="Means">A row per type, a column per parameter.</param>
/// <param name="Jitter">SD of a patient's own part of each parameter, before the knobs' factors.</param>
/// <param name="Severity">Which way each parameter moves as tumours get worse: 1, -1, or 0 where it says nothing of it.</param>
/// <param name="Limits">What can be drawn: no diameter of nothing and no share above one.</param>
internal sealed record ParameterTable(
    double[][] Means, double[] Jitter, int[] Severity, (double Low, double High)[] Limits)
{
    /// <summary>
    /// Draws a patient's parameters. The shift moves all of them towards the worse or the better prognosis at once, in units of their
    /// jitter.
    /// </summary>
    /// <param name="random">The patient's stream.</param>
    /// <param name="type">The row.</param>
    /// <param name="shift">How much worse the patient looks than its type.</param>
    /// <param name="noise">Factor on the jitter.</param>
    public double[] Draw(CounterRandom random, int type, double shift, double noise) =>
        [.. Means[type].Select((mean, i) => Math.Clamp(
            mean + (noise * Jitter[i] * (random.NextGaussian() + (shift * Severity[i]))), Limits[i].Low, Limits[i].High))];

    /// <summary>Columns that are probabilities of which an observer sees only whether the event came to pass.</summary>
    public IReadOnlyList<int> Events { get; init; } = [];

    /// <summary>
    /// Logarithm of the density of what an observer sees of a patient, up to a constant that is the same for all types and shifts. What
    /// <see cref="Draw"/> has put on a limit has the probability of all that lies beyond it.
    /// </summary>
    /// <param name="seen">A value per column; 1 or 0 in those of <see cref="Events"/>.</param>
    /// <param name="type">The row.</param>
    /// <param name="shift">How much worse the patient looks than its type.</param>
    /// <param name="noise">Factor on the jitter.</param>
    public double LogDensity(IReadOnlyList<double> seen, int type, double shift, double noise)
    {
        var sum = 0.0;
        for (var i = 0; i < Jitter.Length; i++)
        {
            var spread = noise * Jitter[i];
            var mean = Means[type][i] + (spread * shift * Severity[i]);
            var (low, high) = Limits[i];
            if (Events.Contains(i))
            {
                var probability = Clamped(mean, spread, low, high);
                sum += Math.Log(seen[i] > 0 ? probability : 1 - probability);
            }
            else
            {
                sum += seen[i] <= low ? Math.Log(Normal.CDF(0, 1, (low - mean) / spread))
                    : seen[i] >= high ? Math.Log(Normal.CDF(0, 1, (mean - high) / spread))
                    : -0.5 * Square((seen[i] - mean) / spread);
            }
        }

        return sum;
    }

    // mean of a normal value that is set to a limit where it lies beyond it
    private static double Clamped(double mean, double spread, double low, double high)
    {
        var (a, b) = ((low - mean) / spread, (high - mean) / spread);
        var (below, above) = (Normal.CDF(0, 1, a), 1 - Normal.CDF(0, 1, b));
        return (low * below) + (high * above) + (mean * (1 - below - above)) + (spread * (Normal.PDF(0, 1, a) - Normal.PDF(0, 1, b)));
    }

    private static double Square(double value) => value * value;
}
