namespace MhdNet.Evaluation;

/// <summary>
/// One configuration trained under several seeds and tested on the same sequences each time: what a row of a table is made of.
/// </summary>
public sealed class Replicates
{
    /// <summary>Takes the predictions, one list a seed.</summary>
    /// <exception cref="ArgumentException">No seed, a seed twice, or seeds tested on different sequences.</exception>
    public Replicates(IReadOnlyList<(int Seed, IReadOnlyList<Prediction> Predictions)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0 || runs.Select(run => run.Seed).Distinct().Count() != runs.Count)
        {
            throw new ArgumentException("replicates are one run a seed, and at least one", nameof(runs));
        }

        Seeds = [.. runs.Select(run => run.Seed)];
        Runs = [.. runs.Select(run => (IReadOnlyList<Prediction>)[.. run.Predictions.OrderBy(p => p.SeqId, StringComparer.Ordinal)])];
        ClassCount = Predictions.ClassCount(Runs[0]);
        if (Runs.Any(run => !run.Select(p => (p.SeqId, p.PatientId, p.Label)).SequenceEqual(Runs[0].Select(p => (p.SeqId, p.PatientId, p.Label)))))
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

    /// <summary>The same with one prediction a patient (<see cref="Predictions.ByPatient"/>).</summary>
    public Replicates ByPatient() => new([.. Seeds.Zip(Runs, (seed, run) => (seed, Predictions.ByPatient(run)))]);

    /// <summary>The same with some of the seeds.</summary>
    public Replicates Of(IReadOnlyCollection<int> seeds) => new([.. Seeds.Zip(Runs).Where(run => seeds.Contains(run.First))]);

    /// <summary>The same with the sequences of some labels only.</summary>
    public Replicates OfLabels(IReadOnlyCollection<int> labels) => Where(p => labels.Contains(p.Label));

    /// <summary>The same with the sequences of some patients only.</summary>
    public Replicates OfPatients(IReadOnlyCollection<string> patients) => Where(p => patients.Contains(p.PatientId));

    /// <summary>
    /// Several configurations, each on the patients that all of them have been tested on: one that needs pathology is not tested on patients of CT
    /// alone, and its figure stands beside another's only where that is of the same patients.
    /// </summary>
    /// <param name="configurations">In any order; null has not been tested.</param>
    /// <returns>In the same order, null where it was; all null where there is no such patient.</returns>
    public static IReadOnlyList<Replicates?> OnSamePatients(IReadOnlyList<Replicates?> configurations)
    {
        ArgumentNullException.ThrowIfNull(configurations);
        var tested = configurations.OfType<Replicates>().ToList();
        var shared = tested.Count == 0 ? [] : tested.Skip(1).Aggregate(tested[0].Patients.ToHashSet(), (some, one) => [.. some.Intersect(one.Patients)]);
        return [.. configurations.Select(one => shared.Count == 0 ? null : one?.OfPatients(shared))];
    }

    /// <summary>A figure over the seeds.</summary>
    public Spread Spread(Func<IReadOnlyList<Prediction>, double> figure) => Evaluation.Spread.Of(Runs.Select(figure));

    /// <summary>One prediction a sequence: the mean of the probabilities over the seeds.</summary>
    public IReadOnlyList<Prediction> Mean() =>
        [.. Enumerable.Range(0, Runs[0].Count).Select(i => Runs[0][i] with { Probabilities = MeanAt(i) })];

    private float[] MeanAt(int i) => [.. Enumerable.Range(0, ClassCount).Select(k => (float)Runs.Average(run => (double)run[i].Probabilities[k]))];

    private Replicates Where(Func<Prediction, bool> isKept) => new([.. Seeds.Zip(Runs, (seed, run) => (seed, (IReadOnlyList<Prediction>)[.. run.Where(isKept)]))]);
}
