using MathNet.Numerics.Random;

namespace MhdNet.Evaluation;

/// <content>
/// Several seeds per configuration: patients and seeds are two crossed samples, so both are drawn with replacement, independently (the
/// pigeonhole bootstrap, Owen 2007). An interval then says how far the mean over the seeds would move with other patients *and* other
/// seeds. With two or three seeds, the seeds' part of it is somewhat too small; with one seed that part is missing.
/// </content>
public sealed partial record Bootstrap
{
    /// <summary>Interval of a metric's mean over the seeds.</summary>
    /// <param name="replicates">For a metric by patient, the result of <see cref="Replicates.ByPatient"/>.</param>
    /// <param name="metric">Computes the metric of one seed; NaN where it does not exist.</param>
    public Interval Estimate(Replicates replicates, Func<IReadOnlyList<Prediction>, double> metric)
    {
        ArgumentNullException.ThrowIfNull(replicates);
        ArgumentNullException.ThrowIfNull(metric);
        var runs = replicates.Runs.Select(Patients).ToArray();
        var found = Draws(runs.Length, replicates.Patients.Count)
            .Select(draw => draw.Seeds.Average(s => metric(Gather(runs[s], draw.Patients))));
        return Summary(replicates.Spread(metric).Mean, [.. found]);
    }

    private IEnumerable<(int[] Seeds, int[] Patients)> Draws(int seeds, int patients)
    {
        Check();
        var random = new MersenneTwister(Seed, threadSafe: false);
        for (var r = 0; r < Resamples; r++)
        {
            yield return (Draw(seeds), Draw(patients));
        }

        int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(count))];
    }
}
