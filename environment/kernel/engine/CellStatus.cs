namespace Cellwright.Engine;

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    Completed,

    /// <summary>It did not compile, or threw; the sink has the error.</summary>
    Failed,

    /// <summary>It was stopped from outside; the front says why.</summary>
    Stopped,
}
