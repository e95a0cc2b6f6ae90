namespace MhdNet.Figures;

/// <summary>A named line of a figure. Values that are NaN are left out.</summary>
/// <param name="Name">As the legend names it.</param>
/// <param name="Values">Its heights.</param>
public sealed record Curve(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Where each value stands on the horizontal axis; null counts them from 1 (epochs, items).</summary>
    public IReadOnlyList<double>? At { get; init; }

    /// <summary>One term of a loss by epoch; NaN where an epoch has none.</summary>
    /// <param name="name">As the legend names it.</param>
    /// <param name="term">The term's name in the history, such as "ce_fusion".</param>
    /// <param name="epochs">The terms of each epoch, by name.</param>
    public static Curve OfTerm(string name, string term, IEnumerable<IReadOnlyDictionary<string, double>> epochs) =>
        new(name, [.. epochs.Select(losses => losses.TryGetValue(term, out var value) ? value : double.NaN)]);

    internal double X(int i) => At is null ? i + 1 : At[i];
}
