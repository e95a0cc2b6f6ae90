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
        return Summary(replicates.Spread(metric).Mean, [.. found.Where(value => !double.IsNaN(value))]);
    }

    /// <summary>First minus second: the difference of a metric's means over the seeds. Both see the same draws.</summary>
    /// <param name="first">One configuration.</param>
    /// <param name="second">The other, on the same patients and seeds.</param>
    /// <param name="metric">Computes the metric of one seed; NaN where it does not exist.</param>
    /// <exception cref="ArgumentException">The two differ in their patients or seeds.</exception>
    public Contrast Difference(Replicates first, Replicates second, Func<IReadOnlyList<Prediction>, double> metric)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(metric);
        if (!first.Patients.SequenceEqual(second.Patients) || !first.Seeds.SequenceEqual(second.Seeds))
        {
            throw new ArgumentException("a paired comparison needs the same patients and the same seeds on both sides", nameof(second));
        }

        var a = first.Runs.Select(Patients).ToArray();
        var b = second.Runs.Select(Patients).ToArray();
        var found = Draws(a.Length, first.Patients.Count)
            .Select(draw => draw.Seeds.Average(s => metric(Gather(a[s], draw.Patients)) - metric(Gather(b[s], draw.Patients))))
            .Where(value => !double.IsNaN(value)).ToList();
        var many = first.Patients.Count >= VerdictRule.FewestForMargin;
        var value = first.Spread(metric).Mean - second.Spread(metric).Mean;
        return new Contrast(
            Summary(value, found),
            Math.Min(1, 2 * Math.Min(Tail(found, d => d <= 0), Tail(found, d => d >= 0))),
            many ? Tail(found, d => d >= VerdictRule.Margin) : 1,
            many ? Tail(found, d => d <= -VerdictRule.Margin) : 1,
            first.Patients.Count);
    }

    // never 0: the sample itself counts as one draw (Davison and Hinkley 1997, Sec. 4.4)
    private static double Tail(List<double> found, Predicate<double> beyond) =>
        found.Count == 0 ? double.NaN : (found.Count(d => beyond(d)) + 1.0) / (found.Count + 1);

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
