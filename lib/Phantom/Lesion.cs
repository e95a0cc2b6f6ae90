namespace MhdNet.Phantom;

/// <summary>The tumour of a synthetic patient, as the painter of the chest meets it. Millimetres.</summary>
internal abstract class Lesion
{
    /// <summary>Whether its share of a pixel depends on what was painted before it.</summary>
    public abstract bool NeedsGround { get; }

    /// <summary>Whether any of it may lie in a slice.</summary>
    /// <param name="z">Level of the slice, from the first one.</param>
    public abstract bool Reaches(double z);

    /// <summary>Paints it over lungs and heart: attenuation, and its share of each pixel.</summary>
    /// <param name="canvas">The slice.</param>
    /// <param name="z">Its level.</param>
    /// <param name="thickness">Of the slice.</param>
    public abstract void Paint(SliceCanvas canvas, double z, double thickness);

    /// <summary>Paints its share of each pixel alone, on an empty slice; where it needs a ground, all of it.</summary>
    /// <param name="canvas">The slice.</param>
    /// <param name="z">Its level.</param>
    public abstract void PaintShare(SliceCanvas canvas, double z);
}
