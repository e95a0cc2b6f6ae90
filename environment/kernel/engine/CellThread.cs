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
    private Worker worker = new();

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
            var work = new Work<T>(body, pump);
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
                worker = new Worker();
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
    private void Stop(Work work)
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

    private bool Woken(Work work)
    {
        worker.Wake();
        return work.Over.Wait(Patience);
    }

    /// <summary>One body, from its start to its end or until it is left behind.</summary>
    private abstract class Work
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

    private sealed class Work<T>(Func<Task<T>> body, CellPump pump) : Work
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

    /// <summary>A thread that does one thing after another.</summary>
    private sealed class Worker : IDisposable
    {
        private const int StackBytes = 16 << 20;

        private readonly Thread thread;
        private readonly SemaphoreSlim wanted = new(0);
        private volatile Action? job;
        private volatile bool closed;
        private volatile bool woken;

        public Worker()
        {
            thread = new Thread(Serve, StackBytes) { IsBackground = true, Name = "cells" };
            thread.Start();
        }

        public void Do(Action action)
        {
            job = action;
            wanted.Release();
        }

        public void Wake()
        {
            woken = true;
            thread.Interrupt();
        }

        /// <summary>The thread ends when its work does.</summary>
        public void Dispose()
        {
            closed = true;
            wanted.Release();
        }

        private void Serve()
        {
            while (Next() is { } action)
            {
                action();
            }
        }

        // An interruption that came too late to wake the last work must not hit the next. It stays pending until the thread waits, which it
        // does not do for work that is there already.
        private Action? Next()
        {
            while (true)
            {
                try
                {
                    wanted.Wait();
                    break;
                }
                catch (ThreadInterruptedException)
                {
                    // it was meant for what has ended
                    woken = false;
                }
            }

            if (woken)
            {
                woken = false;
                try
                {
                    Thread.Sleep(1);
                }
                catch (ThreadInterruptedException)
                {
                    // this one, too
                }
            }

            return closed ? null : job;
        }
    }
}
