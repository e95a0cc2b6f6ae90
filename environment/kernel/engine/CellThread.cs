using System.Runtime.ExceptionServices;

namespace Cellwright.Engine;

/// <summary>
/// The one thread that cells run on: torch keeps its gradient mode and its dispose scopes by thread, and a cell may rely on
/// what an earlier one set. Code after an <c>await</c> comes back to it. Only a cell that nothing can stop, and that the user leaves
/// behind, keeps its thread; then a new one takes its place.
/// </summary>
internal sealed class CellThread : IDisposable
{
    // The time that a cell has to end by each of the means before the next.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // After this time the user is told that the cell cannot be stopped.
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(1);

    private readonly Lock runOne = new();
    private readonly Cooperation cooperation = new();
    private readonly ManualResetEventSlim hurry = new();
    private CellWorker worker = new();

    /// <summary>Runs a body on the cell thread and waits for it.</summary>
    /// <param name="body">Starts the work; the task it gives may need the thread again.</param>
    /// <param name="cancellation">Stops it; what cannot be stopped is left behind once <see cref="Insist"/> is called.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public T Run<T>(Func<Task<T>> body, CancellationToken cancellation)
    {
        lock (runOne)
        {
            cancellation.ThrowIfCancellationRequested();
            using var pump = new CellPump();
            var work = new CellWork<T>(body, pump);
            hurry.Reset();
            cooperation.Begin();
            worker.Do(work.Run);
            Thread? stopping = null;

            // Stopping waits, so a thread of its own does it; not one of the pool, whose threads the cell may keep.
            using (cancellation.Register(() =>
            {
                stopping = new Thread(() => Stop(work)) { IsBackground = true, Name = "stopping" };
                stopping.Start();
            }))
            {
                work.Over.Wait(CancellationToken.None);
            }

            hurry.Set();
            stopping?.Join();
            if (work.IsLeftBehind)
            {
                worker.Dispose();
                worker = new CellWorker();
                cooperation.Forget();
            }

            if (cancellation.IsCancellationRequested && work.Task is not { IsCompletedSuccessfully: true })
            {
                throw new OperationCanceledException(cancellation);
            }

            if (work.Thrown is { } thrown)
            {
                ExceptionDispatchInfo.Throw(thrown);
            }

            return work.Task!.GetAwaiter().GetResult();
        }
    }

    /// <summary>Does not wait any more for what was asked to stop; leaves it behind if it cannot be stopped.</summary>
    public void Insist() => hurry.Set();

    /// <inheritdoc />
    public void Dispose()
    {
        worker.Dispose();
        cooperation.Dispose();
    }

    // The code of cells looks between its own instructions whether to end, and its awaits throw; what sleeps or waits is woken. No thread
    // is ever aborted: within .NET's own code (recursion, sorting, starting a task) that ends the process.
    private void Stop(CellWork work)
    {
        cooperation.Ask(work.Over.WaitHandle, hurry.WaitHandle);
        work.Execution?.Stop();
        if (work.Over.Wait(Patience) || (work.Awaits && work.Over.Wait(Answer)) || Woken(work))
        {
            return;
        }

        if (!hurry.IsSet && !work.Over.Wait(Answer))
        {
            OutputContext.Current.Stream(
                ConsoleStream.Error,
                "interrupted: the cell is in a call that cannot be stopped, and ends when the call does; "
                + "interrupt again to leave it behind\n");
            WaitHandle.WaitAny([hurry.WaitHandle, work.Over.WaitHandle]);
        }

        if (work.Over.Wait(Patience) || Woken(work))
        {
            return;
        }

        OutputContext.Current.Stream(
            ConsoleStream.Error,
            "left behind: the call goes on, with its processor and its memory, until it ends or the kernel is restarted; the next cells "
            + "run on another thread, where torch's gradient mode and whatever else belongs to a thread is new\n");
        work.LeaveBehind();
    }

    private bool Woken(CellWork work)
    {
        worker.Wake();
        return work.Over.Wait(Patience);
    }
}
