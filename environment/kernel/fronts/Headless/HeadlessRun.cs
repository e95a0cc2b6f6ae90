using System.Diagnostics;
using Cellwright.Engine;

namespace Cellwright.Fronts.Headless;

/// <summary>Runs the code cells of a notebook in order and writes what they show into it.</summary>
/// <param name="document">The notebook; changed in place.</param>
/// <param name="session">Runs the cells.</param>
/// <param name="sink">Takes their outputs.</param>
/// <param name="progress">Told of each cell.</param>
public sealed class HeadlessRun(NotebookDocument document, CSharpSession session, NotebookSink sink, RunProgress progress)
{
    // Native code (a torch kernel) cannot be stopped; after this time the notebook is written without waiting for it.
    private static readonly TimeSpan NativePatience = TimeSpan.FromSeconds(10);

    /// <summary>Runs the notebook.</summary>
    /// <param name="keepGoing">Go on after a cell that fails.</param>
    /// <param name="cellTimeout">Stops a cell that runs longer; null: never.</param>
    /// <param name="save">Called after each cell: a run that is killed leaves what it had.</param>
    /// <param name="failed">Told of each failure that was not announced.</param>
    /// <param name="cancellation">Stops the running cell and the run.</param>
    public RunOutcome Run(bool keepGoing, TimeSpan? cellTimeout, Action save, Action<CellError> failed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(save);
        ArgumentNullException.ThrowIfNull(failed);
        var cells = document.Cells.Where(cell => cell.IsCode).ToArray();
        var titles = CellTitles.Of(document.Cells).ToDictionary(title => title.Key.Json, title => title.Value);
        foreach (var cell in cells)
        {
            cell.Clear();
        }

        var outcome = RunOutcome.Completed;
        var executed = cells.Where(cell => !string.IsNullOrWhiteSpace(cell.Source)).ToArray();
        foreach (var (index, cell) in executed.Index())
        {
            if (cancellation.IsCancellationRequested)
            {
                return RunOutcome.Stopped;
            }

            var (title, clock) = (titles[cell.Json], Stopwatch.StartNew());
            progress.Starts(index + 1, executed.Length, title);
            var state = RunCell(cell, index + 1, cellTimeout, cancellation, out var stuck);
            save();
            progress.Ended(index + 1, executed.Length, title, state, clock.Elapsed.TotalSeconds);
            if (state is "failed" or "timed out")
            {
                outcome = RunOutcome.Failed;
                failed(sink.LastError!);
            }

            if (state == "stopped")
            {
                return RunOutcome.Stopped;
            }

            if (stuck || (outcome == RunOutcome.Failed && !keepGoing))
            {
                return RunOutcome.Failed;
            }
        }

        return outcome;
    }

    private string RunCell(NotebookCell cell, int number, TimeSpan? timeout, CancellationToken cancellation, out bool stuck)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout is { } limit)
        {
            stop.CancelAfter(limit);
        }

        var start = DateTimeOffset.UtcNow;
        sink.Begin(cell);
        cell.ExecutionCount = number;
        var status = Execute(cell.Runnable, number, stop.Token, out stuck);
        sink.Quietly(() => cell.SetTimes(start, DateTimeOffset.UtcNow));
        switch (status)
        {
            case CellStatus.Completed:
                return "completed";
            case CellStatus.Failed:
                return cell.Tags.Contains("raises-exception") ? "expected failure" : "failed";
            default:
                var native = stuck ? " It was in native code, which goes on until its call ends." : "";
                var stopped = cancellation.IsCancellationRequested;
                var message = stopped
                    ? "The run was stopped from outside." + native
                    : $"The cell ran longer than {timeout!.Value.TotalSeconds:0.###} s (--timeout)." + native;
                sink.Error(new CellError(stopped ? "Interrupted" : "Timeout", message, [message]));
                return stopped ? "stopped" : "timed out";
        }
    }

    private CellStatus Execute(string source, int number, CancellationToken stop, out bool stuck)
    {
        var execution = Task.Run(() => session.Execute(source, number, sink, stop), CancellationToken.None);
        using var stopped = new ManualResetEventSlim();
        using var registration = stop.Register(stopped.Set);
        var ended = ((IAsyncResult)execution).AsyncWaitHandle;
        WaitHandle.WaitAny([ended, stopped.WaitHandle]);
        stuck = !ended.WaitOne(NativePatience) && stop.IsCancellationRequested;
        return stuck ? CellStatus.Stopped : execution.GetAwaiter().GetResult();
    }
}
