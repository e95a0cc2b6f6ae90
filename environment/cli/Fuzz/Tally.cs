namespace MhdNet.Cli.Fuzz;

/// <summary>What a reader did with its inputs.</summary>
internal sealed class Tally
{
    /// <summary>Inputs that were read.</summary>
    public long Read { get; private set; }

    /// <summary>Inputs that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Most bytes that the managed heap gave out for one input.</summary>
    public long Managed { get; private set; }

    /// <summary>Most bytes by which the process grew for one input.</summary>
    public long Process { get; private set; }

    /// <summary>Counts an input.</summary>
    public void Add(bool read, long managed, long process)
    {
        lock (this)
        {
            (Read, Refused) = read ? (Read + 1, Refused) : (Read, Refused + 1);
            (Managed, Process) = (Math.Max(Managed, managed), Math.Max(Process, process));
        }
    }
}
