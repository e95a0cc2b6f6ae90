namespace MhdNet.Runs;

/// <summary>Trainings that are still to be done, for the threads that share them out.</summary>
internal sealed class TrainingQueue(IReadOnlyList<PlannedRun> plan)
{
    private readonly List<PlannedRun> _open = [.. plan.Where(run => !run.Folder.IsFinished)];
    private readonly Dictionary<string, string> _failed = [];
    private readonly Lock _lock = new();

    /// <summary>Trainings that nobody has taken.</summary>
    public int Count => _open.Count;

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

                if (_open.Find(run =>
                    run.Needs.All(name => plan.First(needed => needed.Folder.Name == name).Folder.IsFinished)) is { } ready)
                {
                    _open.Remove(ready);
                    return ready;
                }
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(50)); // trainings take minutes
        }
    }

    /// <summary>A training failed. Gives it and those that cannot be done without it.</summary>
    public IReadOnlyList<PlannedRun> Fail(PlannedRun run, string why)
    {
        lock (_lock)
        {
            List<PlannedRun> lost = [run];
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
