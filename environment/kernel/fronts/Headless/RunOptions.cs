namespace Cellwright.Fronts.Headless;

/// <summary>What a headless run is asked to do.</summary>
public sealed record RunOptions
{
    /// <summary>The notebook file; its folder is the working directory of the cells.</summary>
    public required string Notebook { get; init; }

    /// <summary>Where the executed notebook goes; null: over the notebook itself.</summary>
    public string? Output { get; init; }

    /// <summary><c>name=value</c> for the cell tagged <c>parameters</c>.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Go on after a cell that fails.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Stops a cell that runs longer; null: never.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>How progress is printed.</summary>
    public ProgressFormat Progress { get; init; } = ProgressFormat.Plain;
}
