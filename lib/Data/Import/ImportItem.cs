namespace MhdNet.Data.Import;

/// <summary>One thing an importer met.</summary>
/// <param name="Kind">"patient", "series", "slide" or "sequence".</param>
/// <param name="PatientId">The patient; empty where none is known.</param>
/// <param name="Source">Where it lies; empty for a patient.</param>
/// <param name="Reason">Why it was dropped; empty where it was kept.</param>
/// <param name="Detail">What the decision rests on: a label, a number of slices, a kernel, a reader's line.</param>
public sealed record ImportItem(string Kind, string PatientId, string Source, string Reason, string Detail = "")
{
    /// <summary>Whether it is in the cohort.</summary>
    public bool Kept => Reason.Length == 0;
}
