namespace MhdNet.Figures;

/// <summary>What the colours of a map mean: <see cref="ImageSheet"/> draws each scale of its tiles as a colour bar.</summary>
/// <param name="Low">Value of the darkest colour.</param>
/// <param name="High">Value of the brightest colour.</param>
/// <param name="Label">What the values are, with unit; may be empty.</param>
public sealed record HeatScale(double Low, double High, string Label = "");
