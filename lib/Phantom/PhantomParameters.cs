namespace MhdNet.Phantom;

/// <summary>The true parameters of a synthetic patient with a thymic tumour.</summary>
/// <param name="GradeShift">How much worse than its type the patient looks, in both modalities; in SDs of the jitter.</param>
/// <param name="Ct">Of the CT.</param>
/// <param name="HasCalcification">Whether the tumour is calcified: drawn with <see cref="CtParameters.Calcification"/>.</param>
/// <param name="Tissue">Of the slides.</param>
public sealed record PhantomParameters(double GradeShift, CtParameters Ct, bool HasCalcification, TissueParameters Tissue) : PhantomTruth
{
    // Calcification, necrosis and invasion follow published CT studies (Tomiyama et al. 2002); the others are a choice in
    // the published order. Columns as in the records above: diameter to invasion; calcification is a probability and its jitter is
    // drawn with the others.
    private static readonly ParameterTable CtTable = new(
        [
            [5.6, 1.08, .05, .008, 62, 4, .02, .05, .03],   // A
            [6.0, 1.15, .08, .012, 66, 5, .03, .14, .05],   // AB
            [6.1, 1.25, .11, .016, 60, 5, .04, .44, .10],   // B1
            [6.3, 1.30, .14, .020, 58, 6, .06, .52, .20],   // B1+B2
            [6.6, 1.35, .17, .026, 56, 7, .08, .61, .33],   // B2
            [7.2, 1.45, .20, .034, 54, 9, .16, .68, .54],   // B2+B3
            [7.8, 1.55, .23, .045, 52, 11, .24, .75, .70],  // B3
            [8.6, 1.60, .26, .070, 48, 13, .28, .06, .81],  // TC
        ],
        Jitter: [2.0, .12, .035, .009, 7, 1.8, .05, .12, .15],
        Severity: [1, 1, 1, 1, -1, 1, 1, 1, 1],
        Limits: [(2.5, 12), (1, 2.4), (0, .45), (0, .12), (25, 95), (1, 25), (0, .55), (0, 1), (0, 1)])
    {
        Events = [7],
    };

    private static readonly ParameterTable TissueTable = new(
        [
            [.08, 4.0, .86, .10, .10, .30, 0],   // A
            [.40, 4.0, .80, .12, .12, .28, .5],  // AB
            [.82, 4.4, .45, .12, .10, .22, 0],   // B1
            [.72, 4.9, .48, .18, .11, .25, .5],  // B1+B2
            [.58, 5.4, .50, .25, .13, .29, 0],   // B2
            [.40, 5.7, .52, .33, .16, .34, .5],  // B2+B3
            [.20, 6.0, .55, .42, .20, .40, 0],   // B3
            [.12, 6.8, .60, .80, .42, .46, 0],   // TC
        ],
        Jitter: [.10, .35, .06, .07, .04, .03, .08],
        Severity: [-1, 1, -1, 1, 1, 1, 0],
        Limits: [(.01, .95), (2.8, 9), (.1, .95), (0, 1), (.02, .65), (.1, .7), (0, .9)]);

    /// <summary>Mean parameters of a type, before shift and jitter.</summary>
    public static (CtParameters Ct, TissueParameters Tissue) MeansOf(int type) =>
        (ToCt(CtTable.Means[type]), ToTissue(TissueTable.Means[type]));

    /// <summary>SD of a patient's own part of each parameter about its type's mean, before the knobs' factors.</summary>
    public static (CtParameters Ct, TissueParameters Tissue) Jitter => (ToCt(CtTable.Jitter), ToTissue(TissueTable.Jitter));

    /// <summary>Draws the parameters of a patient.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="type">Index of the WHO type, 0 to 7.</param>
    /// <param name="knobs">Strength of shift and jitter.</param>
    public static PhantomParameters Draw(long seed, long patient, int type, PhantomKnobs knobs)
    {
        ArgumentNullException.ThrowIfNull(knobs);
        var random = new CounterRandom(seed, patient, PhantomPurpose.Parameters);
        var shift = knobs.GradeShift * random.NextGaussian();
        var ct = ToCt(CtTable.Draw(random, type, shift, knobs.RadiologyNoise));
        var calcified = random.NextDouble() < ct.Calcification;
        var tissue = ToTissue(TissueTable.Draw(random, type, shift, knobs.PathologyNoise));
        return new(shift, ct, calcified, tissue);
    }

    /// <inheritdoc/>
    internal override PhantomDisease Disease => PhantomDisease.Thymus;

    // whether there is calcification shows in a scan, how probable it was does not
    /// <inheritdoc/>
    internal override IReadOnlyList<double> CtValues =>
    [
        Ct.Diameter, Ct.Elongation, Ct.Lobulation, Ct.Roughness, Ct.Hounsfield, Ct.Heterogeneity, Ct.Necrosis, HasCalcification ? 1 : 0,
        Ct.Invasion,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<double> TissueValues =>
        [Tissue.Lymphocytes, Tissue.Radius, Tissue.Eccentricity, Tissue.Atypia, Tissue.Stroma, Tissue.Eosin, Tissue.Mixture];

    /// <inheritdoc/>
    internal override double CtLogDensity(int type, double shift, PhantomKnobs knobs) =>
        CtTable.LogDensity(CtValues, type, shift, knobs.RadiologyNoise);

    /// <summary>Log density of <see cref="TissueValues"/> in a type, as <see cref="CtLogDensity"/>.</summary>
    internal double TissueLogDensity(int type, double shift, PhantomKnobs knobs) =>
        TissueTable.LogDensity(TissueValues, type, shift, knobs.PathologyNoise);

    /// <inheritdoc/>
    internal override IReadOnlyList<double> CtFields =>
    [
        GradeShift, Ct.Diameter, Ct.Elongation, Ct.Lobulation, Ct.Roughness, Ct.Hounsfield, Ct.Heterogeneity, Ct.Necrosis,
        Ct.Calcification, HasCalcification ? 1 : 0, Ct.Invasion,
    ];

    /// <inheritdoc/>
    internal override Lesion LesionIn(long seed, long patient, ThoraxAnatomy body, double scanLength) =>
        new MediastinalMass(new PhantomTumour(seed, patient, this, body.AnteriorWall, scanLength), body);

    /// <inheritdoc/>
    public override PhantomSlide Slide(long seed, long patient, int slide, int type, int size) =>
        PhantomTissue.Render(seed, patient, slide, type, Tissue, size);

    private static CtParameters ToCt(double[] v) => new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);

    private static TissueParameters ToTissue(double[] v) => new(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
}
