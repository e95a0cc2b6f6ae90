using System.Buffers;
using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>A rendered slide of a synthetic patient.</summary>
/// <param name="Size">Width and height, pixels of 0.5 um.</param>
/// <param name="Rgb">(height, width, 3).</param>
/// <param name="TissueShare">Share of the slide that is tissue.</param>
/// <param name="Lymphocytes">Number of lymphocytes drawn.</param>
/// <param name="Epithelial">Number of epithelial nuclei drawn.</param>
public sealed record PhantomSlide(int Size, byte[] Rgb, double TissueShare, int Lymphocytes, int Epithelial);

/// <summary>
/// Draws an H&amp;E slide of a synthetic patient's tumour: tissue on glass, one or two components, lymphocytes and epithelial
/// nuclei that do not overlap, fibrous bands, vessels with their spaces, mitoses.
/// </summary>
public static class PhantomTissue
{
    /// <summary>Microns a pixel.</summary>
    public const double MicronsPerPixel = 0.5;

    private const double LymphocyteRadius = 2.9 / MicronsPerPixel;

    /// <summary>Renders one slide.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="slide">Number of the slide.</param>
    /// <param name="type">Index of the WHO type: which two components its mixture is of.</param>
    /// <param name="parameters">The tumour.</param>
    /// <param name="size">Width and height, pixels.</param>
    public static PhantomSlide Render(long seed, long patient, int slide, int type, TissueParameters parameters, int size)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var random = new CounterRandom(seed, patient, PhantomPurpose.Slide, slide);
        var fields = new TissueFields(random.Fork(1), parameters, size);
        var (first, second) = Components(type, parameters);
        var nuclei = Place(random.Fork(2), fields, first, second, size);
        var key = random.Fork(3).Key;
        var (texture, chromatin) = (new ValueNoise(key), new ValueNoise(key + 1));
        var room = (size * size) + Vector<float>.Count; // amounts are read and written several at a time
        var (haematoxylin, eosin) = (ArrayPool<float>.Shared.Rent(room), ArrayPool<float>.Shared.Rent(room));
        haematoxylin.AsSpan(0, room).Clear();
        eosin.AsSpan(0, room).Clear();
        var ground = new TissueGround(fields, first, second, texture, chromatin, size);
        var covered = 0.0;
        for (var y = 0; y < size; y++)
        {
            covered += ground.Paint(y, haematoxylin.AsSpan(y * size, size), eosin.AsSpan(y * size, size));
        }

        using (var painter = new NucleusPainter(haematoxylin, eosin, texture, chromatin, size))
        {
            painter.Paint(nuclei);
        }

        var rgb = new StainMixer(random.Fork(4)).Mix(
            haematoxylin.AsSpan(0, size * size), eosin.AsSpan(0, size * size), random.Fork(5));
        ArrayPool<float>.Shared.Return(haematoxylin);
        ArrayPool<float>.Shared.Return(eosin);
        return new(
            size, rgb, covered / ((double)size * size), nuclei.Count(n => n.Kind == NucleusKind.Lymphocyte),
            nuclei.Count(n => n.Kind is NucleusKind.Epithelial or NucleusKind.Mitosis));
    }

    /// <summary>
    /// The two components of a tumour. They differ as the pure types beside it do (B1 and B2 in B1+B2, spindle cells and a
    /// lymphocyte-rich part in AB), and their mean, weighted by area, is the patient's parameters.
    /// </summary>
    internal static (TissueParameters First, TissueParameters Second) Components(int type, TissueParameters parameters)
    {
        static TissueParameters Of(int index) => PhantomParameters.MeansOf(index).Tissue;
        var (low, high, factor) = type switch
        {
            <= 1 => (Of(0), Of(1), 2.0),
            <= 3 => (Of(2), Of(4), 1),
            <= 6 => (Of(4), Of(6), 1),
            _ => (Of(6), Of(7), 1)
        };
        TissueParameters Moved(double by) => parameters with
        {
            Lymphocytes = Math.Clamp(parameters.Lymphocytes + (by * factor * (high.Lymphocytes - low.Lymphocytes)), 0.01, 0.97),
            Radius = Math.Max(2.8, parameters.Radius + (by * factor * (high.Radius - low.Radius))),
            Eccentricity = Math.Clamp(parameters.Eccentricity + (by * factor * (high.Eccentricity - low.Eccentricity)), 0.1, 0.95),
            Atypia = Math.Clamp(parameters.Atypia + (by * factor * (high.Atypia - low.Atypia)), 0, 1),
            Eosin = Math.Max(0.08, parameters.Eosin + (by * factor * (high.Eosin - low.Eosin))),
        };
        return (Moved(-parameters.Mixture), Moved(1 - parameters.Mixture));
    }

    private static IReadOnlyList<Nucleus> Place(
        CounterRandom random, TissueFields fields, TissueParameters first, TissueParameters second, int size)
    {
        var placement = new NucleusPlacement(size);
        var shapes = random.Fork(1);
        TissueParameters At(double x, double y) => fields.IsSecond(x, y) ? second : first;
        double Room(double x, double y) => fields.Depth(x, y) < 6 || fields.Vessel(x, y).Space > 0 ? 0 : 1 - fields.Stroma(x, y);

        // the large ones first, or they would find no room between the small
        placement.Scatter(
            random.Fork(2), (x, y) => Room(x, y) * Density(At(x, y)).Epithelial,
            Math.Max(Density(first).Epithelial, Density(second).Epithelial),
            (x, y) => Epithelial(shapes, fields, At(x, y), x, y));
        placement.Scatter(
            random.Fork(3), (x, y) => Room(x, y) * Density(At(x, y)).Lymphocytes,
            Math.Max(Density(first).Lymphocytes, Density(second).Lymphocytes),
            (x, y) => Lymphocyte(shapes, x, y));

        // bands hold a few fibroblasts and lymphocytes, the spaces about vessels a few lymphocytes
        placement.Scatter(
            random.Fork(4), (x, y) => fields.Depth(x, y) < 6 || fields.Vessel(x, y).Space > 0 ? 0 : fields.Stroma(x, y) * 0.0011, 0.0011,
            (x, y) => Fibroblast(shapes, fields, x, y));
        placement.Scatter(
            random.Fork(5), (x, y) => fields.Depth(x, y) < 6
                ? 0 : fields.Vessel(x, y) is { Space: > 0.9, Lumen: 0 } ? 0.0012 : fields.Stroma(x, y) * 0.0004, 0.0012,
            (x, y) => Lymphocyte(shapes, x, y));
        return placement.Nuclei;
    }

    // Nuclei a pixel: lymphocytes lie closer than epithelial cells with their cytoplasm.
    private static (double Lymphocytes, double Epithelial) Density(TissueParameters p)
    {
        var covered = 0.29 + (0.17 * p.Lymphocytes) + (0.03 * p.Atypia);
        var radius = p.Radius / MicronsPerPixel;
        var area = Math.PI * ((p.Lymphocytes * LymphocyteRadius * LymphocyteRadius) + ((1 - p.Lymphocytes) * radius * radius));
        return (p.Lymphocytes * covered / area, (1 - p.Lymphocytes) * covered / area);
    }

    private static Nucleus Epithelial(CounterRandom random, TissueFields fields, TissueParameters p, double x, double y)
    {
        var spread = 0.08 + (0.22 * p.Atypia);
        var radius = p.Radius / MicronsPerPixel * Math.Clamp(1 + (spread * random.NextGaussian()), 0.6, 1.8);
        var eccentricity = Math.Clamp(p.Eccentricity + (0.06 * random.NextGaussian()), 0, 0.96);
        var ratio = Math.Pow(1 - (eccentricity * eccentricity), 0.25); // of the short half axis to the radius
        var wander = eccentricity > 0.7 ? 0.25 : 1.5;
        var mitosis = random.NextDouble() < 0.0015 + (0.018 * p.Atypia * p.Atypia);
        return new(
            mitosis ? NucleusKind.Mitosis : NucleusKind.Epithelial, x, y, radius / ratio, radius * ratio,
            fields.Flow(x, y) + (wander * random.NextGaussian()), p.Atypia, random.NextBits());
    }

    private static Nucleus Lymphocyte(CounterRandom random, double x, double y)
    {
        var radius = LymphocyteRadius * Math.Clamp(1 + (0.08 * random.NextGaussian()), 0.8, 1.25);
        return new(NucleusKind.Lymphocyte, x, y, radius * 1.05, radius * 0.95, random.Between(0, Math.PI), 0, random.NextBits());
    }

    private static Nucleus Fibroblast(CounterRandom random, TissueFields fields, double x, double y)
    {
        // along the band: across the slope of its field
        var slopeX = fields.Strand(x + 2, y) - fields.Strand(x - 2, y);
        var slopeY = fields.Strand(x, y + 2) - fields.Strand(x, y - 2);
        return new(
            NucleusKind.Fibroblast, x, y, random.Between(11, 17), random.Between(2.4, 3.6),
            Math.Atan2(slopeX, -slopeY) + (0.12 * random.NextGaussian()), 0, random.NextBits());
    }
}
