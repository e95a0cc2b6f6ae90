using MathNet.Numerics;

namespace MhdNet.Runs;

/// <summary>
/// How long the rest of some trainings takes, from those that this process has done, or done some steps of: seconds per step of the same
/// row under another seed; else of the same kind of training; else of other kinds, by a line through their steps' times over their
/// multiply-adds: a part of each step (batch, optimiser) does not grow with these.
/// </summary>
public sealed class TimeEstimate
{
    private const int FewestSteps = 20; // the first ones of a training are slower

    private readonly Dictionary<string, (PlannedRun Run, double SecondsPerStep)> _known = [];
    private readonly Dictionary<string, double> _work = [];

    /// <summary>Whether anything is known yet.</summary>
    public bool IsKnown => _known.Count > 0;

    /// <summary>Takes a training, finished or under way; what was known of it is replaced.</summary>
    /// <param name="run">The training.</param>
    /// <param name="steps">Steps that were done now: fewer than its own where it was resumed.</param>
    /// <param name="time">Wall time of them; once it is finished, test included.</param>
    public void Add(PlannedRun run, long steps, TimeSpan time)
    {
        if (steps >= Math.Min(FewestSteps, run.Steps))
        {
            _known[run.Folder.Name] = (run, time.TotalSeconds / steps);
        }
    }

    /// <summary>
    /// Wall time of the rest of some trainings, some at a time: their work shared evenly, but no less than the longest chain of trainings
    /// that need one another.
    /// </summary>
    /// <param name="left">Steps that are left of each.</param>
    /// <param name="workers">Trainings at a time.</param>
    public TimeSpan Rest(IReadOnlyDictionary<PlannedRun, long> left, int workers)
    {
        ArgumentNullException.ThrowIfNull(left);
        var times = left.ToDictionary(one => one.Key.Folder.Name, one => (one.Key.Needs, Time: Of(one.Key, one.Value)));
        TimeSpan Chain(string name) => times.TryGetValue(name, out var one)
            ? one.Time + one.Needs.Select(Chain).DefaultIfEmpty(TimeSpan.Zero).Max() : TimeSpan.Zero;
        var shared = times.Values.Aggregate(TimeSpan.Zero, (sum, one) => sum + one.Time) / workers;
        var longest = times.Keys.Select(Chain).DefaultIfEmpty(TimeSpan.Zero).Max();
        return shared > longest ? shared : longest;
    }

    private TimeSpan Of(PlannedRun run, long steps)
    {
        if (_known.TryGetValue(run.Folder.Name, out var own))
        {
            return TimeSpan.FromSeconds(steps * own.SecondsPerStep);
        }

        var kind = _known.Values.Where(one => one.Run.Kind == run.Kind).ToList();
        var same = kind.Where(one => one.Run.Name == run.Name).ToList();
        var rate = same.Count > 0 ? same.Average(one => one.SecondsPerStep)
            : kind.Count > 0 ? kind.Average(one => one.SecondsPerStep)
            : ByWork(Work(run));
        return TimeSpan.FromSeconds(steps * rate);
    }

    // where all known steps have the same work, or the line runs below zero or falls, times are proportional to work
    private double ByWork(double work)
    {
        double[] works = [.. _known.Values.Select(one => Work(one.Run))], times = [.. _known.Values.Select(one => one.SecondsPerStep)];
        if (works.Distinct().Count() > 1)
        {
            var (start, slope) = Fit.Line(works, times);
            if (start >= 0 && slope >= 0)
            {
                return start + (slope * work);
            }
        }

        return times.Sum() / works.Sum() * work;
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
