namespace Cellwright.Fronts.Headless;

/// <summary>How a run ended; the values are the exit codes.</summary>
public enum RunOutcome
{
    /// <summary>Every cell ran, or failed where it may.</summary>
    Completed = 0,

    /// <summary>A cell failed.</summary>
    Failed = 1,

    /// <summary>The run was stopped from outside (130 is the shells' code for Ctrl-C).</summary>
    Stopped = 130,
}
