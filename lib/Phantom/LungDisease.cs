using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Phantom.Ceilings;
using MhdNet.Phantom.Lung;

namespace MhdNet.Phantom;

/// <summary>Adenocarcinoma of the lung: three grades, as CPTAC-LUAD has them (<see cref="LungParameters"/>).</summary>
internal sealed class LungDisease : PhantomDisease
{
    private const int Version = 1; // raised whenever the same options give other images

    public override string Name => "lung";

    public override LabelSet Labels => LabelSet.LungGrade;

    // the paper names neither its 50 patients nor their grades: a choice, mostly G2 and more G3 than G1
    public override IReadOnlyList<int> Frequencies { get; } = [8, 26, 16];

    public override IReadOnlyList<(string Name, double Centre, double Width)> Windows { get; } =
        [("lung", -600, 1500), ("mediastinal", 40, 400)];

    public override IReadOnlyList<string> MeasureNames => NoduleFeatures.Names;

    // nobody has marked CPTAC-LUAD: each sequence of a patient has the patient's grade
    internal override bool MarksTumour => false;

    internal override string Signature => $"; {Name} {Version}";

    internal override IReadOnlyList<string> CtColumns { get; } =
    [
        "grade_shift", "ct_diameter_cm", "ct_consolidation", "ct_ground_glass_hu", "ct_hounsfield", "ct_lobulation", "ct_spiculation",
        "ct_tags", "ct_tagged", "ct_lucency", "ct_lucent",
    ];

    internal override IReadOnlyList<string> TissueColumns { get; } =
    [
        "wsi_lepidic", "wsi_acinar", "wsi_papillary", "wsi_micropapillary", "wsi_solid", "wsi_radius_um", "wsi_atypia", "wsi_eosin",
        "wsi_stroma", "wsi_lymphocytes",
    ];

    internal override Type Truth => typeof(LungParameters);

    public override PhantomTruth Draw(long seed, long patient, int type, PhantomKnobs knobs) =>
        LungParameters.Draw(seed, patient, type, knobs);

    public override double[] Measure(CtVolume volume, int first, int last) => NoduleFeatures.Measure(volume, first, last);
}
