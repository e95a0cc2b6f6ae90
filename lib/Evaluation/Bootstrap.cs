using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace MhdNet.Evaluation;

/// <summary>
/// Percentile bootstrap by patient. A patient's sequences are not independent cases, so patients are drawn with
/// replacement, each with all sequences. With the test's 26 patients the intervals are wide, and even so a little
/// too narrow; a test of this size cannot do better.
/// </summary>
/// <param name="Resamples">Number of resamples.</param>
/// <param name="Level">Nominal coverage of the intervals.</param>
/// <param name="Seed">Seed of the draws; the same seed, predictions and metric give the same interval.</param>
public sealed partial record Bootstrap(int Resamples = 2000, double Level = 0.95, int Seed = 20)
{
    /// <summary>
    /// Interval of one metric. For a metric by patient hand in the result of <see cref="Predictions.ByPatient"/>: averaging inside
    /// <paramref name="metric"/> would merge a patient who was drawn twice.
    /// </summary>
    /// <param name="predictions">Predictions of any number of sequences per patient.</param>
    /// <param name="metric">Computes the metric; NaN where it does not exist.</param>
    public Interval Estimate(IReadOnlyList<Prediction> predictions, Func<IReadOnlyList<Prediction>, double> metric) =>
        Estimate(predictions, sample => [metric(sample)])[0];

    /// <summary>Intervals of several metrics over the same resamples.</summary>
    /// <param name="predictions">Predictions of any number of sequences per patient.</param>
    /// <param name="metrics">Computes the metrics, always the same number of them.</param>
    public IReadOnlyList<Interval> Estimate(IReadOnlyList<Prediction> predictions, Func<IReadOnlyList<Prediction>, double[]> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Predictions.ClassCount(predictions);
        var patients = Patients(predictions);
        return Summarise(metrics(predictions), patients.Length, draw => metrics(Gather(patients, draw)));
    }

    /// <summary>Interval of the difference of one metric; see <see cref="Differences"/>.</summary>
    /// <exception cref="ArgumentException">The two were not evaluated on the same patients.</exception>
    public Interval Difference(
        IReadOnlyList<Prediction> first, IReadOnlyList<Prediction> second, Func<IReadOnlyList<Prediction>, double> metric) =>
        Differences(first, second, sample => [metric(sample)])[0];

    /// <summary>
    /// Intervals of the differences "first minus second" of two networks on the same patients: both see the same draws, so
    /// what is hard about a patient cancels.
    /// </summary>
    /// <param name="first">Predictions of one network.</param>
    /// <param name="second">Predictions of the other.</param>
    /// <param name="metrics">Computes the metrics, always the same number of them.</param>
    /// <exception cref="ArgumentException">The two were not evaluated on the same patients.</exception>
    public IReadOnlyList<Interval> Differences(
        IReadOnlyList<Prediction> first, IReadOnlyList<Prediction> second, Func<IReadOnlyList<Prediction>, double[]> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Predictions.ClassCount(first);
        Predictions.ClassCount(second);
        var a = Patients(first);
        var b = Patients(second);
        if (!a.Select(p => p[0].PatientId).SequenceEqual(b.Select(p => p[0].PatientId)))
        {
            throw new ArgumentException("a paired comparison needs the same patients on both sides", nameof(second));
        }

        double[] Redrawn(int[] draw) => Minus(metrics(Gather(a, draw)), metrics(Gather(b, draw)));
        return Summarise(Minus(metrics(first), metrics(second)), a.Length, Redrawn);
    }

    private static double[] Minus(double[] first, double[] second) => [.. first.Zip(second, (a, b) => a - b)];

    private static Prediction[][] Patients(IReadOnlyList<Prediction> predictions) =>
        [.. predictions.GroupBy(p => p.PatientId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];

    private static List<Prediction> Gather(Prediction[][] patients, int[] draw) => [.. draw.SelectMany(i => patients[i])];

    private Interval[] Summarise(double[] values, int patients, Func<int[], double[]> resample)
    {
        Check();
        var random = new MersenneTwister(Seed, threadSafe: false);
        var found = values.Select(_ => new List<double>(Resamples)).ToArray();
        var draw = new int[patients];
        for (var r = 0; r < Resamples; r++)
        {
            for (var i = 0; i < patients; i++)
            {
                draw[i] = random.Next(patients);
            }

            var drawn = resample(draw);
            for (var m = 0; m < values.Length; m++)
            {
                found[m].Add(drawn[m]);
            }
        }

        return [.. values.Select((value, m) => Summary(value, found[m]))];
    }

    private void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Resamples, 1, nameof(Resamples));
        if (!(Level > 0 && Level < 1))
        {
            throw new InvalidOperationException($"the level of an interval lies between 0 and 1, not at {Level}");
        }
    }

    /// <summary>A value with the interval of its resamples at <see cref="Level"/>; those without a value count as undefined.</summary>
    /// <param name="value">The value on the sample itself.</param>
    /// <param name="found">The values on the resamples; of those that are missing and those that are no number there is none.</param>
    internal Interval Summary(double value, IReadOnlyList<double> found)
    {
        double[] sorted = [.. found.Where(double.IsFinite).Order()];
        double At(double tau) => sorted.Length == 0 ? double.NaN : SortedArrayStatistics.QuantileCustom(sorted, tau, QuantileDefinition.R7);
        return new Interval(value, At((1 - Level) / 2), At((1 + Level) / 2), Level, 1 - (double)sorted.Length / Resamples);
    }
}
