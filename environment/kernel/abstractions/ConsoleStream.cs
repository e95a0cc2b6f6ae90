namespace Cellwright;

/// <summary>The two console streams to which a cell writes.</summary>
public enum ConsoleStream
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}
