namespace Cellwright.Engine;

/// <summary>
/// Brings continuations back to the cell thread while it waits for the cell's task. When the thread does not come for them,
/// because the cell blocks on the very task that needs them (<c>.Result</c>), the thread pool takes them, as it would in a
/// program without a synchronisation context.
/// </summary>
internal sealed class CellPump : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly object gate = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> queue = new();
    private readonly Timer rescue;
    private long served;
    private long servedBefore = -1;
    private bool closed;
    private volatile bool waits;

    public CellPump() => rescue = new Timer(_ => Rescue(), null, Patience, Patience);

    /// <summary>Whether its thread waits for a continuation.</summary>
    public bool Waits => waits;

    /// <inheritdoc />
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (gate)
        {
            if (!closed)
            {
                queue.Enqueue((d, state));
                Monitor.PulseAll(gate);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(_ => d(state));
    }

    /// <inheritdoc />
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Starts a body under this context, on the calling thread; what it throws at once is in the task.</summary>
    public Task<T> Start<T>(Func<Task<T>> body)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            return body();
        }
        catch (Exception exception) when (exception is not ThreadInterruptedException)
        {
            return Task.FromException<T>(exception);
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    /// <summary>Serves continuations on the calling thread until the task has ended.</summary>
    public void Run(Task task)
    {
        _ = task.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            while (Next(task) is { } item)
            {
                item.Callback(item.State);
            }
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    /// <summary>Hands what is left to the thread pool.</summary>
    public void Dispose()
    {
        rescue.Dispose();
        lock (gate)
        {
            closed = true;
            HandOver();
        }
    }

    private void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    private (SendOrPostCallback Callback, object? State)? Next(Task task)
    {
        lock (gate)
        {
            while (true)
            {
                if (task.IsCompleted)
                {
                    return null;
                }

                if (queue.TryDequeue(out var item))
                {
                    served++;
                    return item;
                }

                waits = true;
                try
                {
                    Monitor.Wait(gate);
                }
                finally
                {
                    waits = false;
                }
            }
        }
    }

    private void Rescue()
    {
        lock (gate)
        {
            if (served == servedBefore)
            {
                HandOver();
            }

            servedBefore = queue.Count > 0 ? served : -1;
        }
    }

    private void HandOver()
    {
        while (queue.TryDequeue(out var item))
        {
            ThreadPool.QueueUserWorkItem(_ => item.Callback(item.State));
        }
    }
}
