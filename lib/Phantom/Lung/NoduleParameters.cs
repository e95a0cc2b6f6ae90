namespace MhdNet.Phantom.Lung;

/// <summary>What a patient's lung nodule looks like in CT.</summary>
/// <param name="Diameter">Diameter of the sphere of the same size, ground glass included, cm.</param>
/// <param name="Consolidation">Diameter of the solid part over that of the nodule; the rest is ground glass.</param>
/// <param name="GroundGlass">Mean attenuation of the ground glass, HU.</param>
/// <param name="Hounsfield">Mean attenuation of the solid part, HU.</param>
/// <param name="Lobulation">Relative amplitude of the lobes of its outline.</param>
/// <param name="Spiculation">0 to 1: number and length of the strands that radiate into the lung.</param>
/// <param name="Tags">Probability of strands to the pleura for a mean patient of this grade.</param>
/// <param name="Lucency">Probability of bubbles and an open bronchus in the solid part.</param>
public sealed record NoduleParameters(
    double Diameter, double Consolidation, double GroundGlass, double Hounsfield, double Lobulation, double Spiculation,
    double Tags, double Lucency);

/// <summary>How a patient's lung tumour grows in H&amp;E: shares of the five patterns, which add up to 1, and its cells.</summary>
/// <param name="Lepidic">Along alveolar septa, the alveoli empty.</param>
/// <param name="Acinar">Glands about a lumen, in stroma.</param>
/// <param name="Papillary">Fronds with a fibrovascular core.</param>
/// <param name="Micropapillary">Tufts without a core, loose in spaces.</param>
/// <param name="Solid">Sheets.</param>
/// <param name="Radius">Mean radius of the tumour's nuclei, um.</param>
/// <param name="Atypia">0 to 1: irregular, dark, unequal nuclei and mitoses.</param>
/// <param name="Eosin">Optical density of the cytoplasm's eosin.</param>
/// <param name="Stroma">Share of fibrous bands.</param>
/// <param name="Lymphocytes">0 to 1: how densely lymphocytes lie in the stroma.</param>
public sealed record GrowthParameters(
    double Lepidic, double Acinar, double Papillary, double Micropapillary, double Solid, double Radius, double Atypia, double Eosin,
    double Stroma, double Lymphocytes)
{
    /// <summary>The shares in the order of <see cref="GrowthPattern"/>.</summary>
    internal IReadOnlyList<double> Shares => [Lepidic, Acinar, Papillary, Micropapillary, Solid];
}

/// <summary>Patterns in which adenocarcinoma of the lung grows (Travis et al., J Thorac Oncol 2011).</summary>
internal enum GrowthPattern
{
    Lepidic,
    Acinar,
    Papillary,
    Micropapillary,
    Solid,
}
