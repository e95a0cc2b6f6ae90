namespace MhdNet.Cli.Bench;

/// <summary>This library and another program read the same files, each with the files shared out among workers.</summary>
internal abstract class ReaderContest : IDisposable
{
    /// <summary>The line above the table: how much there is to read, and by which version of what.</summary>
    public abstract string Input { get; }

    /// <summary>What is counted.</summary>
    public abstract string What { get; }

    /// <summary>How many of them one reading gives.</summary>
    public abstract int Count { get; }

    /// <summary>The other program.</summary>
    public abstract string Other { get; }

    /// <summary>Its version; null where it is not installed.</summary>
    public abstract string? OtherVersion { get; }

    /// <summary>What to say where it is not installed.</summary>
    public abstract string Missing { get; }

    /// <summary>Reads everything once with this library.</summary>
    public abstract void Here(int workers);

    /// <summary>Reads everything once with the other program.</summary>
    public abstract void There(int workers);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Does a piece of work for each of some sources.</summary>
    protected static void Each(int sources, int workers, Action<int> work) =>
        Parallel.For(0, sources, new ParallelOptions { MaxDegreeOfParallelism = workers }, work);
}
