using System.Diagnostics;

namespace MhdNet.Runtime;

/// <summary>Progress as plain lines, at most one every few seconds and one at the end of each task: for notebooks, logs and pipes.</summary>
public sealed class ConsoleProgress(TimeSpan? interval = null) : IProgress<WorkProgress>
{
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromSeconds(10);
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private readonly Stopwatch _sinceStart = new();
    private readonly Lock _lock = new();
    private string _task = "";

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            if (value.Task != _task)
            {
                _task = value.Task;
                _sinceStart.Restart();
                _sinceLine.Restart();
            }

            var ended = value.Done >= value.Total && _sinceStart.Elapsed > TimeSpan.FromSeconds(2);
            if (ended || _sinceLine.Elapsed > _interval)
            {
                _sinceLine.Restart();
                var detail = value.Detail.Length > 0 ? ", " + value.Detail : "";
                Console.WriteLine($"{value.Task}: {value.Done}/{value.Total}{detail} ({_sinceStart.Elapsed.TotalSeconds:0} s)");
            }
        }
    }
}
