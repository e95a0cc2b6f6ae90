namespace MhdNet.Figures;

/// <summary>A column of a dot figure: one quantity of every row, on an axis of its own.</summary>
/// <param name="Label">What it is, with unit.</param>
/// <param name="Series">
/// One value per row, with its interval, one colour per series; an interval of NaN is not drawn, nor is a value of NaN.
/// </param>
public sealed record DotColumn(string Label, params IReadOnlyList<IntervalBars> Series)
{
    /// <summary>What the paper prints for each row, as hollow diamonds; null or NaN where it prints nothing.</summary>
    public IReadOnlyList<double>? Published { get; init; }

    /// <summary>Whether the axis is logarithmic; all values are positive then.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Format of the values beside the dots.</summary>
    public string Format { get; init; } = "0.0";
}
