namespace MhdNet.Studies.When;

/// <summary>What a student that sees CT alone is fitted to.</summary>
public enum Target
{
    /// <summary>The labels of its patients: what every other target is compared with.</summary>
    Labels,

    /// <summary>The labels, a tenth of each spread over all types.</summary>
    Smoothing,

    /// <summary>What a student that was fitted to the labels says of the same patients.</summary>
    Self,

    /// <summary>What a teacher says whose patients had the pathology of patients of other types.</summary>
    Placebo,

    /// <summary>What a teacher of CT and pathology says of the patients it was fitted to.</summary>
    Teacher,

    /// <summary>Labels, and half as much again of what the teacher says (Eq. 13 at MHD-Net's weight).</summary>
    LabelsAndTeacher,

    /// <summary>What teachers say of patients they were not fitted to.</summary>
    OutOfFold,

    /// <summary>p(type | CT and pathology) from the true densities: an oracle.</summary>
    BayesBoth,

    /// <summary>p(type | CT) from the true densities: an oracle.</summary>
    BayesCt,

    /// <summary>The labels, and what the teacher says of further patients that nobody has typed.</summary>
    Unlabelled,

    /// <summary>The labels, and as many further patients with labels of the same quality.</summary>
    MoreLabels,
}
