namespace MhdNet.Kernel.Fronts.Headless;

/// <summary>How progress is printed.</summary>
public enum ProgressFormat
{
    /// <summary>A line a cell, for people.</summary>
    Plain,

    /// <summary>A JSON object a line, for programs.</summary>
    Json,

    /// <summary>Not at all.</summary>
    None,
}
