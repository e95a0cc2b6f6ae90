namespace MhdNet.Figures;

/// <summary>The points of one colour and shape.</summary>
/// <param name="Name">As the legend names them.</param>
/// <param name="Points">Where they lie; those with a NaN are left out.</param>
public sealed record PointCloud(string Name, IReadOnlyList<(double X, double Y)> Points);
