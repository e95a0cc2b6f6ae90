namespace Cellwright.Engine;

/// <summary>One body, from its start to its end or until it is left behind.</summary>
internal abstract class CellWork
{
    public ManualResetEventSlim Over { get; } = new();

    public CellExecution? Execution { get; protected set; }

    public Exception? Thrown { get; protected set; }

    /// <summary>Whether its thread waits for an await, which throws by itself: woken, it would leave out what surrounds it.</summary>
    public abstract bool Awaits { get; }

    public bool IsLeftBehind { get; private set; }

    public void LeaveBehind()
    {
        IsLeftBehind = true;
        Over.Set();
    }
}

/// <summary>One body with its result.</summary>
/// <param name="body">Starts the work; the task it gives may need the thread again.</param>
/// <param name="pump">Brings its continuations back.</param>
internal sealed class CellWork<T>(Func<Task<T>> body, CellPump pump) : CellWork
{
    public Task<T>? Task { get; private set; }

    public override bool Awaits => pump.Waits;

    public void Run()
    {
        Execution = CellCheck.Begin();
        try
        {
            Task = pump.Start(body);
            pump.Run(Task);
        }
        catch (Exception exception)
        {
            // Woken, or thrown by an `async void` of the cell: it ends the cell, never the thread.
            Thrown = exception;
        }
        finally
        {
            Execution.Ended();
            Over.Set();
        }
    }
}
