using MhdNet.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Studies.When.Toys;

/// <summary>The tier of published simulations.</summary>
/// <param name="Generalised">The four of generalised distillation, the last in two readings.</param>
/// <param name="MoreShared">The modality focusing hypothesis: both modalities share more and more.</param>
/// <param name="MoreOfTheTeachers">The same: the teacher has more and more of its own.</param>
public sealed record ToyTier(
    IReadOnlyList<ToyResult> Generalised, IReadOnlyList<ToyResult> MoreShared, IReadOnlyList<ToyResult> MoreOfTheTeachers)
{
    /// <summary>Repeats of generalised distillation in the paper.</summary>
    public const int PaperRepeats = 100;

    /// <summary>Seeds of the modality focusing hypothesis: the paper has 10, too few to tell neighbours apart.</summary>
    public const int Seeds = 40;

    /// <summary>Computes what is not there yet, on all cores.</summary>
    /// <param name="repeats">Repeats of generalised distillation.</param>
    /// <param name="seeds">Repeats of the modality focusing hypothesis.</param>
    /// <param name="parts">Where finished parts are kept.</param>
    /// <param name="progress">Told of each repeat.</param>
    /// <param name="cancellation">Stops between repeats.</param>
    public static ToyTier Run(
        int repeats, int seeds, FinishedParts parts, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var total = (repeats * GeneralisedDistillation.All.Count)
            + (seeds * (ModalityFocusing.MoreShared.Count + ModalityFocusing.MoreOfTheTeachers.Count));
        var done = 0;
        return new(
            [.. GeneralisedDistillation.All.Select((toy, i) => Result($"generalised-{i + 1}", toy.Name, toy.Published, repeats, toy.Run))],
            Focusing("shared", ModalityFocusing.MoreShared), Focusing("own", ModalityFocusing.MoreOfTheTeachers));

        IReadOnlyList<ToyResult> Focusing(string name, IReadOnlyList<ModalityFocusing> toys) =>
            [.. toys.Select((toy, i) => Result(
                $"focusing-{name}-{i + 1}", FormattableString.Invariant($"{toy.Shared:0.00}"), null, seeds, toy.Run))];

        ToyResult Result(string file, string name, PublishedToy? published, int count, Func<CounterRandom, ToyScores> run)
        {
            var computed = 0;
            var scores = parts.Get($"toy-{file}-{count}", () =>
            {
                var all = new ToyScores[count];
                OnAllCores.Do(
                    count,
                    repeat =>
                    {
                        all[repeat] = run(new CounterRandom(CounterRandom.Mix((ulong)repeat + 1)));   // of one seed for all toys
                        Interlocked.Increment(ref computed);
                        Report(Interlocked.Increment(ref done), name);
                    },
                    cancellation);
                return all;
            });
            if (computed < count)   // it was there
            {
                Report(Interlocked.Add(ref done, count - computed), name);
            }

            return new(name, published, scores);
        }

        void Report(int finished, string name) => progress?.Report(new WorkProgress("published toys", finished, total, name));
    }
}
