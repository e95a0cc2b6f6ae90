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
        return SlidePreparation.Stain(
            random, nuclei, (texture, chromatin) => new TissueGround(fields, first, second, texture, chromatin, size), size);
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
            (x, y) => NucleusShapes.Epithelial(shapes, At(x, y), fields.Flow(x, y), x, y));
        placement.Scatter(
            random.Fork(3), (x, y) => Room(x, y) * Density(At(x, y)).Lymphocytes,
            Math.Max(Density(first).Lymphocytes, Density(second).Lymphocytes),
            (x, y) => NucleusShapes.Lymphocyte(shapes, x, y));

        // bands hold a few fibroblasts and lymphocytes, the spaces about vessels a few lymphocytes
        placement.Scatter(
            random.Fork(4), (x, y) => fields.Depth(x, y) < 6 || fields.Vessel(x, y).Space > 0 ? 0 : fields.Stroma(x, y) * 0.0011, 0.0011,
            (x, y) => NucleusShapes.Fibroblast(shapes, fields, x, y));
        placement.Scatter(
            random.Fork(5), (x, y) => fields.Depth(x, y) < 6
                ? 0 : fields.Vessel(x, y) is { Space: > 0.9, Lumen: 0 } ? 0.0012 : fields.Stroma(x, y) * 0.0004, 0.0012,
            (x, y) => NucleusShapes.Lymphocyte(shapes, x, y));
        return placement.Nuclei;
    }

    // Nuclei a pixel: lymphocytes lie closer than epithelial cells with their cytoplasm.
    private static (double Lymphocytes, double Epithelial) Density(TissueParameters p)
    {
        var covered = 0.29 + (0.17 * p.Lymphocytes) + (0.03 * p.Atypia);
        var radius = p.Radius / MicronsPerPixel;
        var (small, share) = (NucleusShapes.LymphocyteRadius, p.Lymphocytes);
        var area = Math.PI * ((share * small * small) + ((1 - share) * radius * radius));
        return (p.Lymphocytes * covered / area, (1 - p.Lymphocytes) * covered / area);
    }
}
