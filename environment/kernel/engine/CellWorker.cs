namespace Cellwright.Engine;

/// <summary>A thread that does one thing after another.</summary>
internal sealed class CellWorker : IDisposable
{
    private const int StackBytes = 16 << 20;

    private readonly Thread thread;
    private readonly SemaphoreSlim wanted = new(0);
    private volatile Action? job;
    private volatile bool closed;
    private volatile bool woken;

    public CellWorker()
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
