namespace MhdNet.Phantom.Lung;

/// <summary>
/// Draws an H&amp;E slide of a synthetic lung tumour: territories of the five growth patterns, nuclei where each pattern has them, stroma
/// with fibroblasts and lymphocytes, fibrous bands, mitoses.
/// </summary>
public static class LungTissue
{
    private const double Eccentricity = 0.58; // of the tumour's nuclei

    /// <summary>Renders one slide.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="slide">Number of the slide.</param>
    /// <param name="parameters">How the tumour grows.</param>
    /// <param name="size">Width and height, pixels.</param>
    public static PhantomSlide Render(long seed, long patient, int slide, GrowthParameters parameters, int size)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var random = new CounterRandom(seed, patient, PhantomPurpose.Slide, slide);
        var cells = new TissueParameters(
            parameters.Lymphocytes, parameters.Radius, Eccentricity, parameters.Atypia, parameters.Stroma, parameters.Eosin, Mixture: 0);
        var fields = new TissueFields(random.Fork(1), cells with { Stroma = 0.6 * parameters.Stroma }, size);
        var architecture = new LungArchitecture(random.Fork(6), parameters, fields.Depth, size);
        var growth = new GrowthRows(architecture, size);
        var nuclei = Place(random.Fork(2), fields, architecture, growth, cells, size);
        return SlidePreparation.Stain(random, nuclei, (texture, _) => new LungGround(fields, growth, parameters, texture, size), size);
    }

    private static IReadOnlyList<Nucleus> Place(
        CounterRandom random, TissueFields fields, LungArchitecture architecture, GrowthRows growth, TissueParameters cells, int size)
    {
        const double Fibroblasts = 0.0016, Lymphocytes = 0.0035;
        var (placement, shapes) = (new NucleusPlacement(size), random.Fork(1));
        bool IsTumour(double x, double y) => growth.At(x, y).Seat > 0 && fields.Depth(x, y) > 6 && fields.Stroma(x, y) < 0.5;
        double InStroma(double x, double y) => fields.Depth(x, y) < 6
            ? 0 : growth.At(x, y) is var point && point.Stroma > 2 ? 1 : point.Epithelium > 0 ? fields.Stroma(x, y) : 0;
        placement.Scatter(
            random.Fork(2), (x, y) => IsTumour(x, y) ? architecture.Density(architecture.PatternAt(x, y)) : 0, LungArchitecture.Row,
            (x, y) => NucleusShapes.Epithelial(shapes, cells, growth.Along(x, y), x, y));
        placement.Scatter(
            random.Fork(3), (x, y) => Fibroblasts * InStroma(x, y), Fibroblasts,
            (x, y) => Fibroblast(shapes, fields, growth, x, y));
        placement.Scatter(
            random.Fork(4), (x, y) => Lymphocytes * cells.Lymphocytes * InStroma(x, y), Lymphocytes * cells.Lymphocytes,
            (x, y) => NucleusShapes.Lymphocyte(shapes, x, y));
        return placement.Nuclei;
    }

    // in a fibrous band along its strands, in a septum along the cells that line it
    private static Nucleus Fibroblast(CounterRandom random, TissueFields fields, GrowthRows growth, double x, double y) =>
        NucleusShapes.Fibroblast(random, fields, x, y) is var nucleus && fields.Stroma(x, y) >= 0.5
            ? nucleus : nucleus with { Angle = growth.Along(x, y), Long = 0.7 * nucleus.Long, Short = 0.8 * nucleus.Short };
}
