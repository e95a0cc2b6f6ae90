using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Cellwright;

/// <summary>One execution of a cell, with the tasks and threads that it started: what can be asked to stop.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Design", "CA1001", Justification = "Tasks of the cell may wait for the source as long as they live.")]
public sealed class CellExecution
{
    // Tasks that the cell has started look every round; what they do in between ends by itself.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(2);

    private static readonly Lock Gate = new();
    private static readonly HashSet<CellExecution> Stopped = [];

    private readonly CancellationTokenSource source = new();

    /// <summary>Cancelled when the execution is to stop.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Whether it is to stop.</summary>
    public bool IsStopped => source.IsCancellationRequested;

    /// <summary>Asks all code of the execution to stop, wherever it looks next.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            Stopped.Add(this);
            CellCheck.Stopping(any: true);
        }

        source.CancelAsync(); // on the pool: what waits for the token goes on there, not here
    }

    /// <summary>Its thread has come back. Code of the execution that runs on elsewhere is watched a little longer.</summary>
    public void Ended()
    {
        if (IsStopped)
        {
            _ = Task.Delay(Aftermath).ContinueWith(_ => Forget(), TaskScheduler.Default);
        }
    }

    private void Forget()
    {
        lock (Gate)
        {
            Stopped.Remove(this);
            CellCheck.Stopping(Stopped.Count > 0);
        }
    }
}
