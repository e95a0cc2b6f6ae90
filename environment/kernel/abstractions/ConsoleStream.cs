namespace MhdNet.Kernel;

/// <summary>The two console streams a cell writes to.</summary>
public enum ConsoleStream
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}
