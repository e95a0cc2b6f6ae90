using System.Diagnostics;

namespace MhdNet.Runtime;

/// <summary>
/// Progress as plain lines, at most one every few seconds and one at the end of each task, with the time that is left: for notebooks,
/// logs and pipes.
/// </summary>
public sealed class ConsoleProgress(TimeSpan? interval = null) : IProgress<WorkProgress>
{
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromSeconds(8);
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private readonly Stopwatch _sinceStart = new();
    private readonly Lock _lock = new();
    private string _task = "";
    private double _shareAtStart; // of a task that is resumed
    private WorkProgress? _last;

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            if (value.Task != _task)
            {
                (_task, _shareAtStart) = (value.Task, value.Share);
                _sinceStart.Restart();
            }

            _last = value;

            var ended = value.Done >= value.Total && _sinceStart.Elapsed > TimeSpan.FromSeconds(2);
            if (ended || _sinceLine.Elapsed > _interval)
            {
                Tell(value);
            }
        }
    }

    /// <summary>
    /// Says where the work is even while nothing is reported, as within one long step, until what is returned is disposed of: who reads a
    /// log must not wonder whether the program hangs.
    /// </summary>
    public IDisposable KeepTelling() => new Timer(
        _ =>
        {
            lock (_lock)
            {
                if (_last is { } last && _sinceLine.Elapsed > _interval)
                {
                    Tell(last);
                }
            }
        },
        null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    private void Tell(WorkProgress value)
    {
        _sinceLine.Restart();
        var detail = value.Detail.Length > 0 ? ", " + value.Detail : "";
        Console.WriteLine($"{value.Task}: {value.Done}/{value.Total}{detail} ({_sinceStart.Elapsed.TotalSeconds:0} s{Left(value)})");
    }

    // as fast as since the task's first report; some tasks know better, and say so themselves
    private string Left(WorkProgress value)
    {
        var done = value.Share - _shareAtStart;
        return done <= 0 || value.Share >= 1 || value.Detail.EndsWith(" left", StringComparison.Ordinal)
            ? ""
            : $", about {Duration.InWords(_sinceStart.Elapsed * ((1 - value.Share) / done))} left";
    }
}
