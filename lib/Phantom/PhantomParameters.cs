namespace MhdNet.Phantom;

/// <summary>What a patient's tumour looks like in CT.</summary>
/// <param name="Diameter">Diameter of the sphere of the same size, cm.</param>
/// <param name="Elongation">Longest axis over the mean of the others.</param>
/// <param name="Lobulation">Relative amplitude of the lobes.</param>
/// <param name="Roughness">Relative amplitude of the fine surface.</param>
/// <param name="Hounsfield">Mean attenuation, HU.</param>
/// <param name="Heterogeneity">SD of the attenuation inside, HU.</param>
/// <param name="Necrosis">Share of the volume.</param>
/// <param name="Calcification">Probability of calcification for a mean patient of this grade.</param>
/// <param name="Invasion">Extent of growth into lung and fat, 0 to 1.</param>
public sealed record CtParameters(
    double Diameter, double Elongation, double Lobulation, double Roughness, double Hounsfield, double Heterogeneity,
    double Necrosis, double Calcification, double Invasion);

/// <summary>What a patient's tumour looks like in H&amp;E.</summary>
/// <param name="Lymphocytes">Share of the tumour's nuclei that are lymphocytes.</param>
/// <param name="Radius">Mean radius of epithelial nuclei, um.</param>
/// <param name="Eccentricity">Of epithelial nuclei; high means spindle cells.</param>
/// <param name="Atypia">0 to 1: irregular, dark, unequal nuclei and mitoses.</param>
/// <param name="Stroma">Share of fibrous bands.</param>
/// <param name="Eosin">Optical density of the cytoplasm's eosin.</param>
/// <param name="Mixture">Share of the second component's fields.</param>
public sealed record TissueParameters(
    double Lymphocytes, double Radius, double Eccentricity, double Atypia, double Stroma, double Eosin, double Mixture);

/// <summary>The true parameters of a synthetic patient: what the images are drawn from and no network sees.</summary>
/// <param name="GradeShift">How much worse than its type the patient looks, in both modalities; in SDs of the jitter.</param>
/// <param name="Ct">Of the CT.</param>
/// <param name="HasCalcification">Whether the tumour is calcified: drawn with <see cref="CtParameters.Calcification"/>.</param>
/// <param name="Tissue">Of the slides.</param>
public sealed record PhantomParameters(double GradeShift, CtParameters Ct, bool HasCalcification, TissueParameters Tissue)
{
    // Calcification, necrosis and invasion follow published CT studies (Tomiyama et al. 2002); the others are a choice in
    // the published order. Columns as in the records above.
    private static readonly double[][] CtMeans =
    [
        [5.6, 1.08, .05, .008, 62, 4, .02, .05, .03],   // A
        [6.0, 1.15, .08, .012, 66, 5, .03, .14, .05],   // AB
        [6.1, 1.25, .11, .016, 60, 5, .04, .44, .10],   // B1
        [6.3, 1.30, .14, .020, 58, 6, .06, .52, .20],   // B1+B2
        [6.6, 1.35, .17, .026, 56, 7, .08, .61, .33],   // B2
        [7.2, 1.45, .20, .034, 54, 9, .16, .68, .54],   // B2+B3
        [7.8, 1.55, .23, .045, 52, 11, .24, .75, .70],  // B3
        [8.6, 1.60, .26, .070, 48, 13, .28, .06, .81],  // TC
    ];

    private static readonly double[][] TissueMeans =
    [
        [.08, 4.0, .86, .10, .10, .30, 0],   // A
        [.40, 4.0, .80, .12, .12, .28, .5],  // AB
        [.82, 4.4, .45, .12, .10, .22, 0],   // B1
        [.72, 4.9, .48, .18, .11, .25, .5],  // B1+B2
        [.58, 5.4, .50, .25, .13, .29, 0],   // B2
        [.40, 5.7, .52, .33, .16, .34, .5],  // B2+B3
        [.20, 6.0, .55, .42, .20, .40, 0],   // B3
        [.12, 6.8, .60, .80, .42, .46, 0],   // TC
    ];

    // Diameter .. invasion; calcification is a probability and its jitter is drawn with the others.
    private static readonly double[] CtJitter = [2.0, .12, .035, .009, 7, 1.8, .05, .12, .15];
    private static readonly double[] TissueJitter = [.10, .35, .06, .07, .04, .03, .08];

    // Which way each parameter moves as tumours get worse; the mixture says nothing of it.
    private static readonly int[] CtSeverity = [1, 1, 1, 1, -1, 1, 1, 1, 1];
    private static readonly int[] TissueSeverity = [-1, 1, -1, 1, 1, 1, 0];

    // A diameter of nothing or a share above one cannot be drawn.
    private static readonly (double Low, double High)[] CtLimits =
        [(2.5, 12), (1, 2.4), (0, .45), (0, .12), (25, 95), (1, 25), (0, .55), (0, 1), (0, 1)];

    private static readonly (double Low, double High)[] TissueLimits =
        [(.01, .95), (2.8, 9), (.1, .95), (0, 1), (.02, .65), (.1, .7), (0, .9)];

    /// <summary>Mean parameters of a type, before shift and jitter.</summary>
    public static (CtParameters Ct, TissueParameters Tissue) MeansOf(int type) => (ToCt(CtMeans[type]), ToTissue(TissueMeans[type]));

    /// <summary>SD of a patient's own part of each parameter about its type's mean, before the knobs' factors.</summary>
    public static (CtParameters Ct, TissueParameters Tissue) Jitter => (ToCt(CtJitter), ToTissue(TissueJitter));

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
        var ct = ToCt(Draw(random, CtMeans[type], CtJitter, CtSeverity, CtLimits, shift, knobs.RadiologyNoise));
        var calcified = random.NextDouble() < ct.Calcification;
        var tissue = ToTissue(Draw(random, TissueMeans[type], TissueJitter, TissueSeverity, TissueLimits, shift, knobs.PathologyNoise));
        return new(shift, ct, calcified, tissue);
    }

    // The shift moves every parameter towards the worse or the better prognosis at once, in units of its jitter.
    private static double[] Draw(
        CounterRandom random, double[] means, double[] jitter, int[] severity, (double Low, double High)[] limits,
        double shift, double noise) =>
        [.. means.Select((mean, i) => Math.Clamp(
            mean + (noise * jitter[i] * (random.NextGaussian() + (shift * severity[i]))), limits[i].Low, limits[i].High))];

    private static CtParameters ToCt(double[] v) => new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);

    private static TissueParameters ToTissue(double[] v) => new(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
}
