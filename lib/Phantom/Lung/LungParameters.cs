namespace MhdNet.Phantom.Lung;

/// <summary>The true parameters of a synthetic patient with adenocarcinoma of the lung.</summary>
/// <remarks>
/// The numbers are choices in the published order; none is a measurement. Read in abstract: of 944 clinical stage IA cancers, all
/// adenocarcinomas that are mainly micropapillary have a consolidation-to-tumour ratio above 50 %, and 47 of 50 that are mainly solid one
/// of
/// 100 % (Insights into Imaging 2022, doi 10.1186/s13244-022-01235-2); size and attenuation grow from lepidic to invasive tumours
/// (BMC Cancer 2020, doi 10.1186/s12885-020-6556-6). From memory, not read again: the five patterns (Travis et al., J Thorac Oncol 2011);
/// grade 1 mainly lepidic, grade 2 mainly acinar or papillary, both with less than 20 % of high-grade patterns, grade 3 with 20 % or more
/// of
/// solid or micropapillary growth (Moreira et al., J Thorac Oncol 2020); spiculation, lobulation, pleural tags and bubble lucencies as
/// frequent signs (Zwirewich et al., Radiology 1991); coarse spiculation with a worse prognosis (Aoki et al., Radiology 2001); nuclei
/// larger
/// and mitoses more with higher grade (Nakazato et al., Cancer 2010; Kadota et al., Mod Pathol 2012).
/// </remarks>
/// <param name="GradeShift">How much worse than its grade the patient looks, in both modalities; in SDs of the jitter.</param>
/// <param name="Nodule">Of the CT.</param>
/// <param name="HasTags">Whether there are strands to the pleura: drawn with <see cref="NoduleParameters.Tags"/>.</param>
/// <param name="HasLucency">Whether there is air in the solid part: drawn with <see cref="NoduleParameters.Lucency"/>.</param>
/// <param name="Growth">Of the slides.</param>
public sealed record LungParameters(double GradeShift, NoduleParameters Nodule, bool HasTags, bool HasLucency, GrowthParameters Growth)
    : PhantomTruth
{
    private static readonly ParameterTable NoduleTable = new(
        [
            [2.2, .40, -630, 18, .06, .22, .32, .50],  // G1
            [2.8, .66, -600, 26, .11, .40, .50, .36],  // G2
            [3.4, .90, -570, 34, .16, .58, .64, .20],  // G3
        ],
        Jitter: [1.0, .27, 42, 11, .07, .25, .15, .15],
        Severity: [1, 1, 1, 1, 1, 1, 1, -1],
        Limits: [(1.2, 5), (0, 1), (-700, -480), (0, 50), (0, .3), (0, 1), (0, 1), (0, 1)])
    {
        Events = [6, 7],
    };

    // the shares are those of a slide, one cut through a mixed tumour: they scatter beyond what the grades' rule would allow of the whole
    private static readonly ParameterTable GrowthTable = new(
        [
            [.58, .22, .12, .03, .05, 3.9, .20, .31, .10, .25],  // G1
            [.20, .42, .22, .06, .10, 4.4, .36, .33, .14, .40],  // G2
            [.06, .24, .12, .18, .40, 5.0, .58, .35, .18, .50],  // G3
        ],
        Jitter: [.11, .11, .09, .05, .07, .45, .14, .03, .04, .15],
        Severity: [-1, 0, 0, 1, 1, 1, 1, 0, 1, 0],
        Limits: [(0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (3, 7), (0, 1), (.18, .5), (.02, .4), (0, 1)]);

    /// <summary>Mean parameters of a grade, before shift and jitter.</summary>
    /// <param name="type">Index of the grade, 0 to 2.</param>
    public static (NoduleParameters Nodule, GrowthParameters Growth) MeansOf(int type) =>
        (ToNodule(NoduleTable.Means[type]), ToGrowth(GrowthTable.Means[type]));

    /// <summary>Draws the parameters of a patient.</summary>
    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="type">Index of the grade, 0 to 2.</param>
    /// <param name="knobs">Strength of shift and jitter.</param>
    public static LungParameters Draw(long seed, long patient, int type, PhantomKnobs knobs)
    {
        ArgumentNullException.ThrowIfNull(knobs);
        var random = new CounterRandom(seed, patient, PhantomPurpose.Parameters);
        var shift = knobs.GradeShift * random.NextGaussian();
        var nodule = ToNodule(NoduleTable.Draw(random, type, shift, knobs.RadiologyNoise));
        var (tags, lucency) = (random.NextDouble() < nodule.Tags, random.NextDouble() < nodule.Lucency);
        return new(shift, nodule, tags, lucency, ToGrowth(GrowthTable.Draw(random, type, shift, knobs.PathologyNoise)));
    }

    /// <inheritdoc/>
    internal override PhantomDisease Disease => PhantomDisease.Lung;

    /// <inheritdoc/>
    internal override IReadOnlyList<double> CtValues =>
    [
        Nodule.Diameter, Nodule.Consolidation, Nodule.GroundGlass, Nodule.Hounsfield, Nodule.Lobulation, Nodule.Spiculation,
        HasTags ? 1 : 0, HasLucency ? 1 : 0,
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<double> TissueValues =>
        [.. Growth.Shares, Growth.Radius, Growth.Atypia, Growth.Eosin, Growth.Stroma, Growth.Lymphocytes];

    /// <inheritdoc/>
    internal override double CtLogDensity(int type, double shift, PhantomKnobs knobs) =>
        NoduleTable.LogDensity(CtValues, type, shift, knobs.RadiologyNoise);

    /// <inheritdoc/>
    internal override IReadOnlyList<double> CtFields =>
    [
        GradeShift, Nodule.Diameter, Nodule.Consolidation, Nodule.GroundGlass, Nodule.Hounsfield, Nodule.Lobulation, Nodule.Spiculation,
        Nodule.Tags, HasTags ? 1 : 0, Nodule.Lucency, HasLucency ? 1 : 0,
    ];

    /// <inheritdoc/>
    internal override Lesion LesionIn(long seed, long patient, ThoraxAnatomy body, double scanLength) =>
        new LungNodule(seed, patient, this, body, scanLength);

    /// <inheritdoc/>
    public override PhantomSlide Slide(long seed, long patient, int slide, int type, int size) =>
        LungTissue.Render(seed, patient, slide, Growth, size);

    private static NoduleParameters ToNodule(double[] v) => new(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);

    private static GrowthParameters ToGrowth(double[] v)
    {
        var sum = Math.Max(1e-3, v[0] + v[1] + v[2] + v[3] + v[4]);
        return new(v[0] / sum, v[1] / sum, v[2] / sum, v[3] / sum, v[4] / sum, v[5], v[6], v[7], v[8], v[9]);
    }
}
