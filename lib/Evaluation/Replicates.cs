namespace MhdNet.Evaluation;

/// <summary>
/// One configuration, trained under several seeds and tested on the same sequences each time: a row of a table.
/// </summary>
public sealed class Replicates
{
    /// <summary>Takes the predictions, one list per seed.</summary>
    /// <exception cref="ArgumentException">There is no seed, a seed occurs twice, or seeds were tested on different sequences.</exception>
    public Replicates(IReadOnlyList<(int Seed, IReadOnlyList<Prediction> Predictions)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0 || runs.Select(run => run.Seed).Distinct().Count() != runs.Count)
        {
            throw new ArgumentException("replicates are one run per seed, and at least one", nameof(runs));
        }

        Seeds = [.. runs.Select(run => run.Seed)];
        Runs = [.. runs.Select(run => (IReadOnlyList<Prediction>)[.. run.Predictions.OrderBy(p => p.SeqId, StringComparer.Ordinal)])];
        ClassCount = Predictions.ClassCount(Runs[0]);
        (string, string, int)[] Tested(IReadOnlyList<Prediction> run) => [.. run.Select(p => (p.SeqId, p.PatientId, p.Label))];
        var first = Tested(Runs[0]);
        if (Runs.Any(run => !Tested(run).SequenceEqual(first)))
        {
            throw new ArgumentException("replicates are tested on the same sequences", nameof(runs));
        }

        Patients = [.. Runs[0].Select(p => p.PatientId).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The seeds.</summary>
    public IReadOnlyList<int> Seeds { get; }

    /// <summary>Each seed's predictions, in the order of <see cref="Seeds"/> and of the sequences' ids.</summary>
    public IReadOnlyList<IReadOnlyList<Prediction>> Runs { get; }

    /// <summary>The patients tested, in order.</summary>
    public IReadOnlyList<string> Patients { get; }

    /// <summary>Number of classes predicted.</summary>
    public int ClassCount { get; }

    /// <summary>The same with one prediction per patient (<see cref="Predictions.ByPatient"/>).</summary>
    public Replicates ByPatient() => new([.. Seeds.Zip(Runs, (seed, run) => (seed, Predictions.ByPatient(run)))]);

    /// <summary>The same with some of the seeds.</summary>
    public Replicates Of(IReadOnlyCollection<int> seeds) => new([.. Seeds.Zip(Runs).Where(run => seeds.Contains(run.First))]);

    /// <summary>The same with the sequences of some labels only.</summary>
    public Replicates OfLabels(IReadOnlyCollection<int> labels) => Where(p => labels.Contains(p.Label));

    /// <summary>The same with the sequences of some patients only.</summary>
    public Replicates OfPatients(IReadOnlyCollection<string> patients) => Where(p => patients.Contains(p.PatientId));

    /// <summary>
    /// Several configurations, each on the patients on whom all of them were tested. A configuration that needs pathology is not tested
    /// on patients with CT alone, so its metric compares with another's only on the patients they share.
    /// </summary>
    /// <param name="configurations">In any order; null for one that was not tested.</param>
    /// <returns>In the same order, null where null was given; all null where the configurations share no patient.</returns>
    public static IReadOnlyList<Replicates?> OnSamePatients(IReadOnlyList<Replicates?> configurations)
    {
        ArgumentNullException.ThrowIfNull(configurations);
        var tested = configurations.OfType<Replicates>().ToList();
        HashSet<string> shared = tested.Count == 0 ? [] : [.. tested[0].Patients];
        tested.ForEach(one => shared.IntersectWith(one.Patients));
        return [.. configurations.Select(one => shared.Count == 0 ? null : one?.OfPatients(shared))];
    }

    /// <summary>A metric over the seeds.</summary>
    public Spread Spread(Func<IReadOnlyList<Prediction>, double> metric) => Evaluation.Spread.Compute(Runs.Select(metric));

    /// <summary>One prediction per sequence: the mean of the probabilities over the seeds.</summary>
    public IReadOnlyList<Prediction> Mean() =>
        [.. Enumerable.Range(0, Runs[0].Count).Select(i => Runs[0][i] with { Probabilities = MeanAt(i) })];

    private float[] MeanAt(int i) =>
        [.. Enumerable.Range(0, ClassCount).Select(k => (float)Runs.Average(run => (double)run[i].Probabilities[k]))];

    private Replicates Where(Func<Prediction, bool> isKept)
    {
        IReadOnlyList<Prediction> Kept(IReadOnlyList<Prediction> run) => [.. run.Where(isKept)];
        return new Replicates([.. Seeds.Zip(Runs, (seed, run) => (seed, Kept(run)))]);
    }
}
