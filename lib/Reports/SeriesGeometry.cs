using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Reports;

/// <summary>How a series is made, without a word of whose it is.</summary>
/// <param name="Slices">Slices, or ready frames.</param>
/// <param name="Rows">Rows of a slice; 0 of ready frames.</param>
/// <param name="Columns">Columns of a slice; 0 of ready frames.</param>
/// <param name="RowSpacing">mm; 0 of ready frames.</param>
/// <param name="ColumnSpacing">mm.</param>
/// <param name="SliceSpacing">mm.</param>
/// <param name="FirstUsed">First slice that sequences are cut from, from 0, head first.</param>
/// <param name="LastUsed">Last such slice.</param>
public sealed record SeriesGeometry(
    int Slices, int Rows, int Columns, double RowSpacing, double ColumnSpacing, double SliceSpacing, int FirstUsed, int LastUsed)
{
    /// <summary>The facts of a volume.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="options">How sequences are cut from it.</param>
    public static SeriesGeometry Of(CtVolume volume, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(options);
        var range = SliceRange.Trim(volume.Slices, options.DiscardFirst, options.DiscardLast);
        var used = range.Cut(options.Frames).Count * options.Frames;
        return new SeriesGeometry(
            volume.Slices, volume.Rows, volume.Columns, volume.RowSpacing, volume.ColumnSpacing, volume.SliceSpacing, range.First,
            range.First + used - 1);
    }

    /// <summary>In words for people.</summary>
    public override string ToString() => Rows == 0
        ? $"{Slices} ready frames"
        : FormattableString.Invariant($"{Slices} slices of {Rows} x {Columns}, {RowSpacing:0.##} x {ColumnSpacing:0.##} x ")
            + FormattableString.Invariant($"{SliceSpacing:0.##} mm");

    /// <summary>Which slices were used, in words for people, counted from 1.</summary>
    public string Used => LastUsed < FirstUsed
        ? "no slice used"
        : $"slices {FirstUsed + 1} to {LastUsed + 1} used; {FirstUsed} above and {Slices - 1 - LastUsed} below left out";
}
