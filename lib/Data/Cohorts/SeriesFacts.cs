namespace MhdNet.Data.Cohorts;

/// <summary>What a look into a CT series told.</summary>
/// <param name="Entry">Its row of ct.csv.</param>
/// <param name="ReadyFrames">Whether it is a folder of ready frames, which have no spacing.</param>
/// <param name="Slices">Slices or frames.</param>
/// <param name="Rows">Rows of a slice.</param>
/// <param name="Columns">Columns of a slice.</param>
/// <param name="PixelSpacing">Distance between rows in mm.</param>
/// <param name="SliceSpacing">Distance between slices in mm.</param>
/// <param name="Thickness">Slice thickness in mm, where the files state it.</param>
/// <param name="Sex">M, F or O, where the files state it; else empty.</param>
/// <param name="Age">Years, where the files state it.</param>
/// <param name="Notes">What its reader found unusual.</param>
public sealed record SeriesFacts(
    CtEntry Entry, bool ReadyFrames, int Slices, int Rows, int Columns, double? PixelSpacing, double? SliceSpacing, double? Thickness,
    string Sex, double? Age, IReadOnlyList<string> Notes)
{
    /// <summary>Slices with tumour; null where unknown, 0 where there are none.</summary>
    public int? TumourSlices => Entry is { TumourFirst: { } first, TumourLast: { } last } ? last - first + 1 : null;

    /// <summary>Extent of the tumour from head to feet in mm; null where unknown.</summary>
    public double? TumourMillimetres => TumourSlices > 0 ? TumourSlices * SliceSpacing : null;
}
