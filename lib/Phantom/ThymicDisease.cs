using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Phantom.Ceilings;

namespace MhdNet.Phantom;

/// <summary>Thymic epithelial tumours: the eight WHO types with the frequencies of Table I (<see cref="PhantomParameters"/>).</summary>
internal sealed class ThymicDisease : PhantomDisease
{
    public override string Name => "thymus";

    public override LabelSet Labels => LabelSet.Thymic;

    public override IReadOnlyList<int> Frequencies { get; } = [13, 28, 15, 18, 19, 10, 17, 6];

    public override IReadOnlyList<(string Name, double Centre, double Width)> Windows { get; } = [("mediastinal", 40, 400)];

    public override IReadOnlyList<string> MeasureNames => CtFeatures.Names;

    internal override bool MarksTumour => true;

    internal override string Signature => "";

    internal override IReadOnlyList<string> CtColumns { get; } =
    [
        "grade_shift", "ct_diameter_cm", "ct_elongation", "ct_lobulation", "ct_roughness", "ct_hounsfield", "ct_heterogeneity",
        "ct_necrosis", "ct_calcification", "ct_calcified", "ct_invasion",
    ];

    internal override IReadOnlyList<string> TissueColumns { get; } =
    [
        "wsi_lymphocytes", "wsi_radius_um", "wsi_eccentricity", "wsi_atypia", "wsi_stroma", "wsi_eosin", "wsi_mixture",
    ];

    internal override Type Truth => typeof(PhantomParameters);

    public override PhantomTruth Draw(long seed, long patient, int type, PhantomKnobs knobs) =>
        PhantomParameters.Draw(seed, patient, type, knobs);

    public override double[] Measure(CtVolume volume, int first, int last) => CtFeatures.Measure(volume, first, last);
}
