using MhdNet.Methods;

namespace MhdNet.Runs;

/// <summary>Trainings that are still to be done, for the threads that share them out.</summary>
internal sealed class TrainingQueue(IReadOnlyList<PlannedRun> plan)
{
    // what has no finished run, or a damaged one, which is trained again
    private readonly List<PlannedRun> _open = [.. plan.Where(run => FinishedRun.Whole(run.Folder, out _) is null)];
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, string> _failed = [];
    private readonly Lock _lock = new();

    /// <summary>Trainings that nobody has taken.</summary>
    public IReadOnlyList<PlannedRun> Open
    {
        get
        {
            lock (_lock)
            {
                return [.. _open];
            }
        }
    }

    /// <summary>Why each training failed that did, or cannot be done for one it needs.</summary>
    public IReadOnlyCollection<string> Failures => _failed.Values;

    /// <summary>The first training that waits for none, as soon as there is one; null when all are taken.</summary>
    public PlannedRun? Take(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            lock (_lock)
            {
                if (_open.Count == 0)
                {
                    return null;
                }

                if (_open.Find(run => !run.Needs.Any(need => _taken.Contains(need) || _open.Exists(one => one.Folder.Name == need)))
                    is { } ready)
                {
                    _open.Remove(ready);
                    _taken.Add(ready.Folder.Name);
                    return ready;
                }
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(50)); // trainings take minutes
        }
    }

    /// <summary>A training that was taken is finished.</summary>
    public void Finish(PlannedRun run)
    {
        lock (_lock)
        {
            _taken.Remove(run.Folder.Name);
        }
    }

    /// <summary>A training failed. Gives it and those that cannot be done without it.</summary>
    public IReadOnlyList<PlannedRun> Fail(PlannedRun run, string why)
    {
        lock (_lock)
        {
            List<PlannedRun> lost = [run];
            _taken.Remove(run.Folder.Name);
            _failed[run.Folder.Name] = why;
            while (_open.Find(one => one.Needs.Any(_failed.ContainsKey)) is { } next)
            {
                _open.Remove(next);
                _failed[next.Folder.Name] = _failed[next.Needs.First(_failed.ContainsKey)];
                lost.Add(next);
            }

            return lost;
        }
    }
}
