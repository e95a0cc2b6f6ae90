using System.Diagnostics;
using MhdNet.Runtime;

namespace MhdNet.Runs;

/// <summary>How far some trainings are, in steps of all of them, and how long the rest takes.</summary>
/// <param name="task">What people call the whole.</param>
/// <param name="plan">All of them.</param>
/// <param name="open">Those that are still to be done.</param>
/// <param name="workers">How many are trained at a time.</param>
/// <param name="progress">Told of all.</param>
internal sealed class TrainingsProgress(
    string task, IReadOnlyList<PlannedRun> plan, IEnumerable<PlannedRun> open, int workers, IProgress<WorkProgress>? progress)
{
    private readonly Dictionary<PlannedRun, long> _left = open.ToDictionary(run => run, run => (long)run.Steps);
    private readonly TimeEstimate _estimate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private bool _oneIsFinished;
    private TimeSpan? _expected;

    /// <summary>What was expected after the first training, and what it has taken; null before the first has ended.</summary>
    public (TimeSpan Estimated, TimeSpan Taken)? Time => _expected is { } expected ? (expected, _watch.Elapsed) : null;

    /// <summary>A training begins, which reports here.</summary>
    public Training Begin(PlannedRun run) => new(this, run);

    /// <summary>Trainings that will not be done.</summary>
    public void Drop(IEnumerable<PlannedRun> runs)
    {
        lock (_lock)
        {
            foreach (var run in runs)
            {
                _left.Remove(run);
            }
        }
    }

    private void Report(PlannedRun run, string detail)
    {
        WorkProgress report;
        lock (_lock)
        {
            var left = "";
            if (_estimate.IsKnown)
            {
                var time = _estimate.Rest(_left, workers);
                _expected ??= _oneIsFinished ? _watch.Elapsed + time : null;
                left = $"; about {Duration.InWords(time)} left";
            }

            var steps = plan.Sum(one => (long)one.Steps);
            var named = $"{run.Label}{detail}{left}";
            report = new WorkProgress(task, steps - _left.Values.Sum(), steps, $"{plan.Count - _left.Count}/{plan.Count} runs; {named}");
        }

        progress?.Report(report);
    }

    /// <summary>One training's part.</summary>
    public sealed class Training(TrainingsProgress owner, PlannedRun run) : IProgress<WorkProgress>
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private long? _from; // steps that an earlier process had done
        private long _done;

        /// <inheritdoc />
        public void Report(WorkProgress value)
        {
            if (value.Task == FolderLock.Waiting)
            {
                owner.Report(run, $": {value.Task}, {value.Detail}");
            }
            else if (value.Total == run.Steps) // not the self-test before the first step
            {
                lock (owner._lock)
                {
                    _from ??= value.Done - 1;
                    _done = value.Done;
                    owner._left[run] = run.Steps - _done;
                    owner._estimate.Add(run, _done - _from.Value, _watch.Elapsed);
                }

                owner.Report(run, $", {value.Detail}");
            }
        }

        /// <summary>It is finished.</summary>
        public void Finish()
        {
            lock (owner._lock)
            {
                if (_from is { } from)
                {
                    owner._estimate.Add(run, _done - from, _watch.Elapsed);
                    owner._oneIsFinished |= owner._estimate.IsKnown;
                }

                owner._left.Remove(run);
            }

            owner.Report(run, " finished");
        }
    }
}
