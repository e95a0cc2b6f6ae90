namespace MhdNet.Data.Ct;

/// <summary>What the files of a series say of it beside its voxels. It is told and used nowhere else.</summary>
/// <param name="Thickness">Slice thickness in mm; null where unknown.</param>
/// <param name="Sex">M, F or O; empty where unknown.</param>
/// <param name="Age">Years; null where unknown.</param>
public sealed record CtRemarks(double? Thickness, string Sex, double? Age)
{
    /// <summary>Whether they say that the series was drawn, not scanned (the phantom's).</summary>
    public bool Synthetic { get; init; }

    /// <summary>Nothing is said.</summary>
    public static CtRemarks None { get; } = new(null, "", null);
}
