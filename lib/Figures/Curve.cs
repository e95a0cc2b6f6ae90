namespace MhdNet.Figures;

/// <summary>A named line of a figure. Values that are NaN are left out.</summary>
/// <param name="Name">As the legend names it.</param>
/// <param name="Values">Its heights.</param>
public sealed record Curve(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Where each value stands on the horizontal axis; null counts them from 1 (epochs, items).</summary>
    public IReadOnlyList<double>? At { get; init; }

    internal double X(int i) => At is null ? i + 1 : At[i];
}
