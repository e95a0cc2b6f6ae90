using MhdNet.Data.Ct;

namespace MhdNet.Data.Cohorts;

/// <summary>A row of patients.csv.</summary>
/// <param name="Id">Unique name of the patient in the cohort.</param>
/// <param name="Label">Tumour type, one of <see cref="LabelSet.Types"/>; or `other`, where the label set has it, of a patient without
/// tumour.</param>
/// <param name="Split">One of <see cref="Splits"/>.</param>
public sealed record Patient(string Id, string Label, string Split)
{
    /// <summary>
    /// What patients.csv may say: train, test, extra (further test patients, with or without pathology, reported beside the test), or
    /// nothing, where the seeded split decides (<see cref="Sequences.CohortData.Split"/>).
    /// </summary>
    public static IReadOnlyList<string> Splits { get; } = ["train", "test", "extra", ""];
}

/// <summary>A row of ct.csv: one CT series of a patient.</summary>
/// <param name="PatientId">The patient, as in patients.csv.</param>
/// <param name="Series">Folder of slices or of ready frames, or a volume file; relative to the cohort's folder, or absolute.</param>
/// <param name="TumourFirst">First slice with tumour, counted from 0 in the order of <see cref="CtVolume"/> (superior first); null where
/// unknown.</param>
/// <param name="TumourLast">Last slice with tumour, inclusive; null where unknown: every sequence then takes the patient's label. Before
/// the first: no slice shows tumour.</param>
public sealed record CtEntry(string PatientId, string Series, int? TumourFirst, int? TumourLast)
{
    /// <summary>Whether ct.csv says that its values are HU (column `units`), where its files may not.</summary>
    public bool StatedHounsfield { get; init; }

    /// <summary>Whether the series is known to show no tumour ("none" in ct.csv).</summary>
    public bool ShowsNoTumour => TumourLast < TumourFirst;

    /// <summary>A series that shows no tumour.</summary>
    public static CtEntry WithoutTumour(string patientId, string series) => new(patientId, series, 0, -1);
}

/// <summary>A row of wsi.csv: one whole slide image of a patient.</summary>
/// <param name="PatientId">The patient, as in patients.csv.</param>
/// <param name="Slide">Slide file or folder of ready frames, relative to the cohort's folder, or absolute.</param>
/// <param name="SpecimenType">What was cut; only tumour specimens are used (<see cref="IsTumour"/>).</param>
public sealed record SlideEntry(string PatientId, string Slide, string SpecimenType)
{
    /// <summary>Edge of a level-0 pixel in micrometres, where wsi.csv states it (column `mpp`), whatever the file says.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>Whether the specimen is tumour: "tumour", "tumor" or CPTAC's "tumor_tissue", in any case.</summary>
    public bool IsTumour => SpecimenType.ToUpperInvariant() is "TUMOUR" or "TUMOR" or "TUMOR_TISSUE";
}
