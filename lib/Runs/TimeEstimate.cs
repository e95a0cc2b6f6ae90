namespace MhdNet.Runs;

/// <summary>
/// How long the rest of some trainings takes, from those that this process has finished: seconds per step of the same row under another
/// seed; else of the same kind of training; else of other kinds, by how their steps' multiply-adds compare.
/// </summary>
internal sealed class TimeEstimate
{
    private readonly List<(PlannedRun Run, double SecondsPerStep)> _finished = [];
    private readonly Dictionary<string, double> _work = [];

    /// <summary>Whether anything is known yet.</summary>
    public bool IsKnown => _finished.Count > 0;

    /// <summary>Takes a finished training.</summary>
    /// <param name="run">The training.</param>
    /// <param name="steps">Steps that were done now: fewer than its own where it was resumed.</param>
    /// <param name="time">Wall time, test included.</param>
    public void Add(PlannedRun run, long steps, TimeSpan time)
    {
        if (steps > 0)
        {
            _finished.Add((run, time.TotalSeconds / steps));
        }
    }

    /// <summary>Wall time of some steps of a training.</summary>
    public TimeSpan Of(PlannedRun run, long steps)
    {
        var kind = _finished.Where(one => one.Run.Kind == run.Kind).ToList();
        var same = kind.Where(one => one.Run.Name == run.Name).ToList();
        var rate = same.Count > 0 ? same.Average(one => one.SecondsPerStep)
            : kind.Count > 0 ? kind.Average(one => one.SecondsPerStep)
            : _finished.Average(one => one.SecondsPerStep / Work(one.Run)) * Work(run);
        return TimeSpan.FromSeconds(steps * rate);
    }

    // counting may build the network: once for each training
    private double Work(PlannedRun run)
    {
        if (!_work.TryGetValue(run.Folder.Name, out var work))
        {
            _work[run.Folder.Name] = work = run.Phase.StepWork();
        }

        return work;
    }
}
