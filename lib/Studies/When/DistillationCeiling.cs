using MhdNet.Evaluation;
using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;
using MhdNet.Runtime;

namespace MhdNet.Studies.When;

/// <summary>
/// What distillation could gain at best on a synthetic cohort: linear students on the true CT parameters of as many patients, one fitted to
/// their labels and one to p(type | CT), which no teacher can better as a target.
/// </summary>
/// <param name="Patients">Training patients.</param>
/// <param name="Labels">Accuracy of the student on labels, over draws.</param>
/// <param name="BayesCt">Accuracy of the student on p(type | CT).</param>
/// <param name="Gain">The second minus the first.</param>
public sealed record DistillationCeiling(int Patients, Interval Labels, Interval BayesCt, Interval Gain)
{
    private const int Draws = 10, TuningPatients = 2000, TestPatients = 5000;
    private const long TrainingKeys = 40_000_000, TuningKeys = 41_000_000, TestKeys = 42_000_000;

    /// <summary>The result as one sentence.</summary>
    public string InWords => FormattableString.Invariant($"with {Patients} training patients, a linear student on the true CT parameters ")
        + FormattableString.Invariant($"classifies {100 * Labels.Value:0.0} % rightly from labels and {100 * BayesCt.Value:0.0} % from ")
        + FormattableString.Invariant($"p(type | CT): distillation can gain {100 * Gain.Value:0.0} points at best ")
        + FormattableString.Invariant($"[{100 * Gain.Low:0.0}, {100 * Gain.High:0.0}] (synthetic; {Draws} draws of as many patients)");

    /// <summary>Computes it.</summary>
    /// <param name="counts">Training patients of each type.</param>
    /// <param name="knobs">How hard the task is.</param>
    /// <param name="disease">What the patients have.</param>
    /// <param name="progress">Told of each draw.</param>
    /// <param name="cancellation">Stops between draws.</param>
    /// <exception cref="InputException">Fewer than two training patients.</exception>
    public static DistillationCeiling Compute(
        IReadOnlyList<int> counts, PhantomKnobs knobs, PhantomDisease disease, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(disease);
        var patients = counts.Sum();
        if (patients < 2)
        {
            throw new InputException($"{patients} training patients: what distillation could gain is asked of two or more");
        }

        var scores = new (double Labels, double BayesCt)[Draws];
        var done = 0;
        OnAllCores.Do(
            Draws,
            draw =>
            {
                scores[draw] = Run(counts, knobs, disease, draw);
                progress?.Report(new WorkProgress("students on true parameters", Interlocked.Increment(ref done), Draws));
            },
            cancellation);
        return new(
            patients, WhenGrid.OverDraws(scores.Select(one => one.Labels)), WhenGrid.OverDraws(scores.Select(one => one.BayesCt)),
            WhenGrid.OverDraws(scores.Select(one => one.BayesCt - one.Labels)));
    }

    private static (double Labels, double BayesCt) Run(IReadOnlyList<int> counts, PhantomKnobs knobs, PhantomDisease disease, int seed)
    {
        DrawnPatients Many(int patients, long keys) => DrawnPatients.Draw(
            disease, knobs,
            DrawnPatients.TypesOf(patients, counts, new CounterRandom(seed, keys, PhantomPurpose.Demographics)), seed, keys);
        int[] types = [.. counts.SelectMany((count, type) => Enumerable.Repeat(type, count))];
        var training = DrawnPatients.Draw(disease, knobs, types, seed, TrainingKeys);
        var (tuning, test) = (Many(TuningPatients, TuningKeys), Many(TestPatients, TestKeys));
        var posterior = new TypePosterior(knobs, [.. counts.Select(count => count / (double)types.Length)]);
        var design = new Design(training.Ct);
        double Accuracy(double[][] targets) => TunedNetwork.Accuracy(
            TunedNetwork.Fit(design, targets, (tuning.Ct, tuning.Types), Axes.Declared.Penalties), test.Ct, test.Types);
        return (
            Accuracy([.. types.Select(type => (double[])[.. counts.Select((_, k) => k == type ? 1.0 : 0)])]),
            Accuracy([.. training.Truths.Select(posterior.OfCt)]));
    }
}
