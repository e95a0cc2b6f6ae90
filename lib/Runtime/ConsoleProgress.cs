using System.Diagnostics;

namespace MhdNet.Runtime;

/// <summary>
/// Progress as plain lines, at most one every few seconds and one at the end of each task, with the time that is left: for notebooks,
/// logs and pipes.
/// </summary>
public sealed class ConsoleProgress(TimeSpan? interval = null) : IProgress<WorkProgress>
{
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromSeconds(10);
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private readonly Stopwatch _sinceStart = new();
    private readonly Lock _lock = new();
    private string _task = "";
    private double _shareAtStart; // above 0 where a task resumes

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            if (value.Task != _task)
            {
                (_task, _shareAtStart) = (value.Task, value.Share);
                _sinceStart.Restart();
                _sinceLine.Restart();
            }

            var ended = value.Done >= value.Total && _sinceStart.Elapsed > TimeSpan.FromSeconds(2);
            if (ended || _sinceLine.Elapsed > _interval)
            {
                _sinceLine.Restart();
                var detail = value.Detail.Length > 0 ? ", " + value.Detail : "";
                var seconds = _sinceStart.Elapsed.TotalSeconds;
                Console.WriteLine($"{value.Task}: {value.Done}/{value.Total}{detail} ({seconds:0} s{Left(value)})");
            }
        }
    }

    // assumes the speed since the task's first report; some tasks know better and say it themselves
    private string Left(WorkProgress value)
    {
        var done = value.Share - _shareAtStart;
        return done <= 0 || value.Share >= 1 || value.Detail.EndsWith(" left", StringComparison.Ordinal)
            ? ""
            : $", about {Duration.InWords(_sinceStart.Elapsed * ((1 - value.Share) / done))} left";
    }
}
