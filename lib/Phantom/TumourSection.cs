namespace MhdNet.Phantom;

/// <summary>The tumour on one slice.</summary>
/// <param name="Tumour">The tumour.</param>
/// <param name="Canvas">The slice.</param>
/// <param name="Z">Its level, mm.</param>
/// <param name="Margin">How much larger than it is, mm.</param>
internal readonly record struct TumourSection(PhantomTumour Tumour, SliceCanvas Canvas, double Z, double Margin = 0) : IShape
{
    private const double Spare = 0.01; // mm, against rounding

    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var distance = Tumour.Distance(x[i], y, Z, near + Margin + Spare);
            distances[i] = Margin == 0 ? distance : distance - Margin;
        }
    }

    /// <summary>Its attenuation on a row of pixels, HU.</summary>
    public RowValues Hounsfield()
    {
        var (tumour, z, texture) = (Tumour, Z, Canvas.Field(Tumour.Texture, 7, Z / 7));
        return (x, y, column, hounsfield) =>
        {
            texture.Read(y / 7, hounsfield, column);
            tumour.Hounsfield(x, y, z, hounsfield);
        };
    }
}
