namespace MhdNet.Phantom;

/// <summary>Draws the nuclei of a slide, one by one.</summary>
internal static class NucleusShapes
{
    /// <summary>Mean radius of a lymphocyte, pixels.</summary>
    public const double LymphocyteRadius = 2.9 / PhantomTissue.MicronsPerPixel;

    /// <summary>A nucleus of the tumour, or one in mitosis.</summary>
    /// <param name="random">The shapes' stream.</param>
    /// <param name="p">What the tumour's nuclei are like.</param>
    /// <param name="flow">Direction they lie in, radians.</param>
    /// <param name="x">Its place.</param>
    /// <param name="y">Its place.</param>
    public static Nucleus Epithelial(CounterRandom random, TissueParameters p, double flow, double x, double y)
    {
        var spread = 0.08 + (0.22 * p.Atypia);
        var radius = p.Radius / PhantomTissue.MicronsPerPixel * Math.Clamp(1 + (spread * random.NextGaussian()), 0.6, 1.8);
        var eccentricity = Math.Clamp(p.Eccentricity + (0.06 * random.NextGaussian()), 0, 0.96);
        var ratio = Math.Pow(1 - (eccentricity * eccentricity), 0.25); // of the short half axis to the radius
        var wander = eccentricity > 0.7 ? 0.25 : 1.5;
        var mitosis = random.NextDouble() < 0.0015 + (0.018 * p.Atypia * p.Atypia);
        return new(
            mitosis ? NucleusKind.Mitosis : NucleusKind.Epithelial, x, y, radius / ratio, radius * ratio,
            flow + (wander * random.NextGaussian()), p.Atypia, random.NextBits());
    }

    /// <summary>A lymphocyte.</summary>
    public static Nucleus Lymphocyte(CounterRandom random, double x, double y)
    {
        var radius = LymphocyteRadius * Math.Clamp(1 + (0.08 * random.NextGaussian()), 0.8, 1.25);
        return new(NucleusKind.Lymphocyte, x, y, radius * 1.05, radius * 0.95, random.Between(0, Math.PI), 0, random.NextBits());
    }

    /// <summary>A fibroblast in a fibrous band.</summary>
    public static Nucleus Fibroblast(CounterRandom random, TissueFields fields, double x, double y)
    {
        // along the band: across the slope of its field
        var slopeX = fields.Strand(x + 2, y) - fields.Strand(x - 2, y);
        var slopeY = fields.Strand(x, y + 2) - fields.Strand(x, y - 2);
        return new(
            NucleusKind.Fibroblast, x, y, random.Between(11, 17), random.Between(2.4, 3.6),
            Math.Atan2(slopeX, -slopeY) + (0.12 * random.NextGaussian()), 0, random.NextBits());
    }
}
