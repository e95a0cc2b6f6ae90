namespace Cellwright;

/// <summary>The sink of the cell that runs now. One process runs one notebook, so this is a plain static.</summary>
public static class OutputContext
{
    private static volatile IOutputSink? current;

    /// <summary>Where <c>display</c> and the console write; set by the engine at the start of each cell.</summary>
    /// <exception cref="InvalidOperationException">No cell has started in this process.</exception>
    public static IOutputSink Current
    {
        get => current
            ?? throw new InvalidOperationException("Nothing can be displayed here: no notebook cell is running in this process.");
        set => current = value;
    }
}
