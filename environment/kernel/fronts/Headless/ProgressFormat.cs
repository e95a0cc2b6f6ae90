namespace Cellwright.Fronts.Headless;

/// <summary>How progress is printed.</summary>
public enum ProgressFormat
{
    /// <summary>One line per cell, for people.</summary>
    Plain,

    /// <summary>One JSON object per line, for programs.</summary>
    Json,

    /// <summary>Not at all.</summary>
    None,
}
