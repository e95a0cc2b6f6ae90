namespace MhdNet.Figures;

/// <summary>A named line of a figure. Values that are NaN are left out.</summary>
/// <param name="Name">As the legend names it.</param>
/// <param name="Values">One value an epoch, item, ...: the first stands at 1.</param>
public sealed record Curve(string Name, IReadOnlyList<double> Values);
