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
