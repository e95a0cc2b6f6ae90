using MhdNet.Runtime;

namespace MhdNet.Data.Sequences;

/// <summary>
/// How one pathologist would have typed patients whose consensus type is known: with a confusion that grows until reader and consensus
/// agree by a given kappa (Cohen 1960). Published agreements on the WHO types are kappa 0.45 (17 pathologists, Verghese et al. 2008), 0.53
/// (4, Zucali et al. 2015) and 0.68 (13, Wolf et al. 2020), best on A and AB, worst between B1 and B2 and between B2 and B3. The weights
/// below follow that order; their sizes are ours.
/// </summary>
public static class SingleReader
{
    // of each type in clinical order: how often it is mistaken beside the others, and for which
    private static readonly (double Difficulty, (string Type, double Share)[] For)[] Mistakes =
    [
        (0.5, [("AB", 1)]),
        (0.5, [("A", 0.5), ("B1", 0.5)]),
        (1.0, [("AB", 0.2), ("B1+B2", 0.4), ("B2", 0.4)]),
        (1.0, [("B1", 0.5), ("B2", 0.5)]),
        (1.0, [("B1", 0.3), ("B1+B2", 0.2), ("B2+B3", 0.2), ("B3", 0.3)]),
        (1.0, [("B2", 0.5), ("B3", 0.5)]),
        (1.0, [("B2", 0.4), ("B2+B3", 0.4), ("TC", 0.2)]),
        (0.5, [("B3", 1)]),
    ];

    /// <summary>The same patients as one reader types them, validation patients too; the test keeps its consensus.</summary>
    /// <param name="data">Training and validation patients, typed by consensus.</param>
    /// <param name="kappa">Agreement of reader and consensus over these patients, above 0, at most 1.</param>
    /// <param name="seed">Which reader.</param>
    /// <exception cref="InputException">The types are not the WHO's, or no confusion of this kind agrees so little.</exception>
    public static TrainingData Read(TrainingData data, double kappa, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.Labels.Types.SequenceEqual(LabelSet.Thymic.Types))
        {
            throw new InputException($"labels {data.Labels}: how readers differ is known of the types "
                + $"{string.Join(", ", LabelSet.Thymic.Types)} alone: leave the agreement of the labels at 1");
        }

        var types = data.TrainingCt.Concat(data.ValidationCt).Where(row => row.Label != LabelSet.Other)
            .DistinctBy(row => row.PatientId).Select(row => data.Labels.IndexOf(row.Label)).ToList();
        double[] frequencies = [.. Enumerable.Range(0, Mistakes.Length).Select(type => (double)types.Count(t => t == type) / types.Count)];
        var confusion = Confusion(kappa, frequencies);
        return data.Relabelled((patient, label) => label == LabelSet.Other
            ? label : data.Labels.NameOf(Draw(confusion, data.Labels.IndexOf(label), patient, seed)));
    }

    /// <summary>The confusion of a reader who agrees with the consensus by a kappa.</summary>
    /// <param name="kappa">Above 0, at most 1.</param>
    /// <param name="frequencies">Of the eight types among the patients; they sum to 1.</param>
    /// <returns>Probability of each reading (second index) of each consensus type (first).</returns>
    /// <exception cref="InputException">No confusion of this kind agrees so little.</exception>
    public static double[,] Confusion(double kappa, IReadOnlyList<double> frequencies)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        var (low, high) = (0.0, 1.0);
        var least = Agreement(Confused(high), frequencies);
        if (kappa is not (> 0 and <= 1) || least > kappa)
        {
            throw new InputException(FormattableString.Invariant(
                $"labels cannot agree by a kappa of {kappa}: give one above {Math.Max(0, least):0.00}, at most 1"));
        }

        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Agreement(Confused(middle), frequencies) > kappa ? (middle, high) : (low, middle);
        }

        return Confused(low);
    }

    /// <summary>Cohen's kappa of reader and consensus.</summary>
    public static double Agreement(double[,] confusion, IReadOnlyList<double> frequencies)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        ArgumentNullException.ThrowIfNull(frequencies);
        var types = Enumerable.Range(0, frequencies.Count);
        var observed = types.Sum(type => frequencies[type] * confusion[type, type]);
        var expected = types.Sum(read => frequencies[read] * types.Sum(type => frequencies[type] * confusion[type, read]));
        return (observed - expected) / (1 - expected);
    }

    private static double[,] Confused(double strength)
    {
        var confusion = new double[Mistakes.Length, Mistakes.Length];
        foreach (var (type, (difficulty, mistaken)) in Mistakes.Index())
        {
            confusion[type, type] = 1 - (strength * difficulty);
            foreach (var (other, share) in mistaken)
            {
                confusion[type, LabelSet.Thymic.IndexOf(other)] = strength * difficulty * share;
            }
        }

        return confusion;
    }

    private static int Draw(double[,] confusion, int type, string patient, int seed)
    {
        var left = Data.Draw.Share((ulong)seed, $"reader/{patient}");
        for (var read = 0; read < Mistakes.Length; read++)
        {
            left -= confusion[type, read];
            if (left < 0)
            {
                return read;
            }
        }

        return type; // rounding
    }
}
