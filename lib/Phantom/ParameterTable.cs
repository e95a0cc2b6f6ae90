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
}
