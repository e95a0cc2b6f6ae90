namespace Cellwright.Engine.Dialect;

/// <summary>A line of a cell that this kernel refuses, or that cannot be followed.</summary>
internal sealed class DialectException : Exception
{
    /// <summary>Refuses a line.</summary>
    /// <param name="message">What is refused, and what to do instead.</param>
    public DialectException(string message)
        : base(message)
    {
    }

    /// <summary>The line of the cell, counted from 1; 0: not known.</summary>
    public int Line { get; init; }
}
