namespace MhdNet.Data;

/// <summary>A row of patients.csv.</summary>
/// <param name="Id">Unique name of the patient in the cohort.</param>
/// <param name="Label">Tumour type, one of <see cref="Typing.Types"/>.</param>
/// <param name="Split">"train", "test", or empty where the seeded split decides (<see cref="PatientSplit"/>).</param>
public sealed record Patient(string Id, string Label, string Split);

/// <summary>A row of ct.csv: one CT series of a patient.</summary>
/// <param name="PatientId">The patient, as in patients.csv.</param>
/// <param name="Series">Folder of slices (or a volume file), relative to the cohort's folder, or absolute.</param>
/// <param name="TumourFirst">First slice with tumour, counted from 0 in the order of <see cref="CtVolume"/> (superior first); null where unknown.</param>
/// <param name="TumourLast">Last slice with tumour, inclusive; null where unknown: every sequence then takes the patient's label.</param>
public sealed record CtEntry(string PatientId, string Series, int? TumourFirst, int? TumourLast);

/// <summary>A row of wsi.csv: one whole slide image of a patient.</summary>
/// <param name="PatientId">The patient, as in patients.csv.</param>
/// <param name="Slide">Slide file, relative to the cohort's folder, or absolute.</param>
/// <param name="SpecimenType">What was cut; only tumour specimens are used (<see cref="IsTumour"/>).</param>
public sealed record SlideEntry(string PatientId, string Slide, string SpecimenType)
{
    /// <summary>Whether the specimen is tumour: "tumour", "tumor" or CPTAC's "tumor_tissue", in any case.</summary>
    public bool IsTumour => SpecimenType.ToUpperInvariant() is "TUMOUR" or "TUMOR" or "TUMOR_TISSUE";
}
