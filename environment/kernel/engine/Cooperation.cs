namespace Cellwright.Engine;

/// <summary>
/// Lets long work of a library end in good order when its cell is interrupted: work that opens a cancellation source here is
/// asked to stop, and stopped in its midst only at a second interruption. Libraries find it in the application's data under
/// <see cref="Name"/>, as a function from their caller's token to a source that they dispose of at the end; so they need not
/// know the kernel, and run without it.
/// </summary>
internal sealed class Cooperation : IDisposable
{
    /// <summary>The function's name in <see cref="AppContext"/>.</summary>
    public const string Name = "Notebook.Interruption";

    // Between the end of the work and that of the cell: its exception passes through the library's callers.
    private static readonly TimeSpan Unwinding = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<Source> open = [];
    private readonly ManualResetEventSlim none = new(initialState: true);
    private bool asked;

    public Cooperation() => AppContext.SetData(Name, (Func<CancellationToken, CancellationTokenSource>)Open);

    /// <summary>A new cell starts: nobody has asked it to stop.</summary>
    public void Begin()
    {
        lock (gate)
        {
            asked = false;
        }
    }

    /// <summary>What is open now belongs to a cell that is left behind: nobody waits for it any more.</summary>
    public void Forget()
    {
        lock (gate)
        {
            open.Clear();
            none.Set();
        }
    }

    /// <summary>Asks the work to end, and waits for it.</summary>
    /// <param name="ended">Set when the cell has ended.</param>
    /// <param name="hurry">Set when the user does not want to wait.</param>
    public void Ask(WaitHandle ended, WaitHandle hurry)
    {
        Source[] sources;
        lock (gate)
        {
            asked = true;
            sources = [.. open];
        }

        if (sources.Length == 0)
        {
            return;
        }

        OutputContext.Current.Stream(ConsoleStream.Error, "interrupted: the running step ends first; interrupt again to stop at once\n");
        foreach (var source in sources)
        {
            source.Ask();
        }

        if (WaitHandle.WaitAny([hurry, ended, none.WaitHandle]) > 1)
        {
            WaitHandle.WaitAny([hurry, ended], Unwinding);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        AppContext.SetData(Name, null);
        none.Dispose();
    }

    private Source Open(CancellationToken cancellation)
    {
        lock (gate)
        {
            var source = new Source(this, cancellation);
            open.Add(source);
            none.Reset();
            if (asked)
            {
                source.Ask();
            }

            return source;
        }
    }

    private void Close(Source source)
    {
        lock (gate)
        {
            if (open.Remove(source) && open.Count == 0)
            {
                none.Set();
            }
        }
    }

    private sealed class Source : CancellationTokenSource
    {
        private readonly Cooperation owner;
        private readonly CancellationTokenRegistration caller;

        public Source(Cooperation owner, CancellationToken cancellation)
        {
            this.owner = owner;
            caller = cancellation.Register(Cancel);
        }

        public void Ask()
        {
            try
            {
                Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has ended by itself meanwhile, as it should.
            }
        }

        protected override void Dispose(bool disposing)
        {
            caller.Dispose();
            owner.Close(this);
            base.Dispose(disposing);
        }
    }
}
