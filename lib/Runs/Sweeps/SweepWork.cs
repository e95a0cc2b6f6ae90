using System.Runtime.ExceptionServices;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>Some cells of a sweep, trained by this process: one after another or several at a time.</summary>
public sealed class SweepWork
{
    private readonly SweepRunner _runner;
    private readonly Queue<int> _numbers;
    private readonly Lock _lock = new();
    private readonly List<string> _failures = [], _held = [];

    private SweepWork(SweepRunner runner, IEnumerable<int> numbers) => (_runner, _numbers) = (runner, new Queue<int>(numbers));

    /// <summary>Cells that were trained now.</summary>
    public int Trained { get; private set; }

    /// <summary>Cells that were finished before.</summary>
    public int WereFinished { get; private set; }

    /// <summary>A line for each cell that ended in an error.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>A line for each cell that another process is at.</summary>
    public IReadOnlyList<string> Held => _held;

    /// <summary>Trains cells; an error in one leaves the others to be trained.</summary>
    /// <param name="runner">Trains one.</param>
    /// <param name="numbers">The cells, from 1.</param>
    /// <param name="jobs">How many at a time.</param>
    /// <param name="scale">Their scale.</param>
    /// <param name="givenUp">Why cells that were begun before are not tried once more, but failed; null: they go on.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops each at its next batch, with a checkpoint.</param>
    public static SweepWork Run(
        SweepRunner runner, IReadOnlyList<int> numbers, int jobs, Scale scale, string? givenUp = null,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var work = new SweepWork(runner, numbers);
        var threads = TorchRuntime.Start(seed: 0).Threads;
        using var each = new OperationThreads(Scales.Threads(scale) ?? Math.Max(1, threads / jobs));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (jobs == 1)
        {
            work.Train(givenUp, progress, stop.Token);
            return work;
        }

        ExceptionDispatchInfo? broken = null;
        Thread[] trainers = [.. Enumerable.Range(0, jobs).Select(_ => new Thread(() =>
        {
            try
            {
                work.Train(givenUp, progress, stop.Token);
            }
            catch (Exception failure)
            {
                // the first failure is the one to tell; the others end at their next batch
                Interlocked.CompareExchange(ref broken, ExceptionDispatchInfo.Capture(failure), null);
                stop.Cancel();
            }
        }))];
        Array.ForEach(trainers, trainer => trainer.Start());
        Array.ForEach(trainers, trainer => trainer.Join());
        broken?.Throw();
        return work;
    }

    private void Train(string? givenUp, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        while (Next() is { } number)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var trained = _runner.Run(number, givenUp, progress, cancellation);
                Note(() => _ = trained ? Trained++ : WereFinished++);
            }
            catch (FolderHeldException held)
            {
                Note(() => _held.Add($"cell {number}: {held.Message}"));
            }
            catch (InputException failure)
            {
                Note(() => _failures.Add($"cell {number}: {failure.Message}"));
            }
        }
    }

    private int? Next()
    {
        lock (_lock)
        {
            return _numbers.TryDequeue(out var number) ? number : null;
        }
    }

    private void Note(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }
}
