using System.Runtime;
using System.Runtime.ExceptionServices;

namespace MhdNet.Kernel.Engine;

/// <summary>
/// The one thread that cells run on: torch keeps its gradient mode and its dispose scopes by thread, and a cell may rely on
/// what an earlier one set. Code after an <c>await</c> comes back to it.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private const int StackBytes = 16 << 20;

    // The time that a cell has to end by each of the gentler means before the next.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Thread thread;
    private readonly Lock runOne = new();
    private readonly SemaphoreSlim wanted = new(0);
    private readonly SemaphoreSlim finished = new(0);
    private readonly Cooperation cooperation = new();
    private readonly ManualResetEventSlim hurry = new();
    private readonly ManualResetEventSlim ended = new();
    private volatile Action? job;
    private volatile bool closed;

    public CellThread()
    {
        thread = new Thread(Serve, StackBytes) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    /// <summary>Runs a body on the cell thread and waits for it.</summary>
    /// <param name="body">Starts the work; the task it gives may need the thread again.</param>
    /// <param name="cancellation">Stops managed code wherever it is; native code ends its call first.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public T Run<T>(Func<Task<T>> body, CancellationToken cancellation)
    {
        lock (runOne)
        {
            cancellation.ThrowIfCancellationRequested();
            Task<T>? task = null;
            Exception? ended = null;
            using var pump = new CellPump();
            job = () => ended = Guarded(() => pump.Run(task = pump.Start(body)), cancellation);
            wanted.Release();
            finished.Wait(CancellationToken.None);
            if (cancellation.IsCancellationRequested && task is not { IsCompletedSuccessfully: true })
            {
                throw new OperationCanceledException(cancellation);
            }

            if (ended is not null)
            {
                ExceptionDispatchInfo.Throw(ended);
            }

            return task!.GetAwaiter().GetResult();
        }
    }

    /// <summary>Stops by force what was asked to stop and is still ending its step.</summary>
    public void Insist() => hurry.Set();

    /// <inheritdoc />
    public void Dispose()
    {
        closed = true;
        wanted.Release();
        cooperation.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            wanted.Wait();
            if (closed)
            {
                return;
            }

            job!();
            finished.Release();
        }
    }

    /// <summary>Runs the action so that it can be stopped. Gives what ended it early, or null.</summary>
    private Exception? Guarded(Action action, CancellationToken cancellation)
    {
        using var abort = new CancellationTokenSource();
        hurry.Reset();
        ended.Reset();
        cooperation.Begin();
        Thread? stopping = null;

        // Aborting waits, so another thread does it; not one of the pool, whose threads the cell may keep.
        var registration = cancellation.Register(() =>
        {
            stopping = new Thread(() => Stop(abort)) { IsBackground = true, Name = "stopping" };
            stopping.Start();
        });
        try
        {
#pragma warning disable SYSLIB0046 // made for this: it stops a notebook's cell, in a process that a person can end at any time
            ControlledExecution.Run(action, abort.Token);
#pragma warning restore SYSLIB0046
            return null;
        }
        catch (Exception exception)
        {
            // Stopped, or thrown by an `async void` of the cell: it ends the cell, never the thread.
            return exception;
        }
        finally
        {
            registration.Dispose();
            ended.Set();
            hurry.Set();
            SwallowInterrupt(stopping);
            CellLoop.Stop(0);
        }
    }

    // Loops of the cell end between two rounds, and code that sleeps or waits is woken. Code that does neither is aborted, wherever it
    // is: within .NET's own code that can end the process (a task that was being started runs twice; an exception that was being thrown
    // meets another), so it comes last, and one who insists only does not wait for the work that was asked.
    private void Stop(CancellationTokenSource abort)
    {
        cooperation.Ask(hurry.WaitHandle);
        CellLoop.Stop(thread.ManagedThreadId);
        ended.Wait(Patience);
        thread.Interrupt();
        if (!ended.Wait(Patience))
        {
            abort.Cancel();
        }
    }

    // An interrupt that came too late to hit the cell would hit the next one.
    private static void SwallowInterrupt(Thread? stopping)
    {
        var pending = true;
        while (pending)
        {
            try
            {
                stopping?.Join();
                Thread.Sleep(1);
                pending = false;
            }
            catch (ThreadInterruptedException)
            {
                pending = stopping is { IsAlive: true };
            }
        }
    }
}
