using MathNet.Numerics.Random;

namespace MhdNet.Evaluation;

/// <content>
/// Several seeds a configuration: patients and seeds are two crossed samples, so both are drawn with replacement, independently (the
/// pigeonhole bootstrap, Owen 2007). An interval then says how far the mean over the seeds would move with other patients *and* other
/// seeds. With two or three seeds their part is somewhat too small; with one seed it is missing.
/// </content>
public sealed partial record Bootstrap
{
    /// <summary>Interval of a figure's mean over the seeds.</summary>
    /// <param name="replicates">For figures by patient, <see cref="Replicates.ByPatient"/>'s.</param>
    /// <param name="figure">Computes the figure of one seed; NaN where it does not exist.</param>
    public Interval Of(Replicates replicates, Func<IReadOnlyList<Prediction>, double> figure)
    {
        ArgumentNullException.ThrowIfNull(replicates);
        ArgumentNullException.ThrowIfNull(figure);
        var runs = replicates.Runs.Select(Patients).ToArray();
        var found = Draws(runs.Length, replicates.Patients.Count).Select(draw => draw.Seeds.Average(s => figure(Gather(runs[s], draw.Patients))));
        return Summary(replicates.Spread(figure).Mean, [.. found.Where(value => !double.IsNaN(value))]);
    }

    /// <summary>The difference "first minus second" of a figure's means over the seeds; both see the same patients and seeds in every draw.</summary>
    /// <param name="first">One configuration.</param>
    /// <param name="second">The other, on the same patients and seeds.</param>
    /// <param name="figure">Computes the figure of one seed; NaN where it does not exist.</param>
    /// <exception cref="ArgumentException">Other patients or other seeds.</exception>
    public Contrast Difference(Replicates first, Replicates second, Func<IReadOnlyList<Prediction>, double> figure)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(figure);
        if (!first.Patients.SequenceEqual(second.Patients) || !first.Seeds.SequenceEqual(second.Seeds))
        {
            throw new ArgumentException("a paired comparison needs the same patients and the same seeds on both sides", nameof(second));
        }

        var a = first.Runs.Select(Patients).ToArray();
        var b = second.Runs.Select(Patients).ToArray();
        var found = Draws(a.Length, first.Patients.Count)
            .Select(draw => draw.Seeds.Average(s => figure(Gather(a[s], draw.Patients)) - figure(Gather(b[s], draw.Patients))))
            .Where(value => !double.IsNaN(value)).ToList();
        var many = first.Patients.Count >= VerdictRule.FewestForMargin;
        var value = first.Spread(figure).Mean - second.Spread(figure).Mean;
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
