namespace MhdNet.Data;

/// <summary>
/// A CT series in Hounsfield units, axes (slices, rows, columns). Slice 0 is the most superior one and the order runs towards the
/// feet (the 20/30 trim of Sec. IV-A and tumour ranges count in this order); rows run towards the back, columns towards the patient's left.
/// </summary>
public sealed class CtVolume
{
    /// <summary>Wraps voxels already in the order above.</summary>
    /// <exception cref="ArgumentException">The number of voxels does not fit the three axes.</exception>
    public CtVolume(int slices, int rows, int columns, short[] hounsfield, double rowSpacing, double columnSpacing, double sliceSpacing, string source)
    {
        ArgumentNullException.ThrowIfNull(hounsfield);
        if (slices < 1 || rows < 1 || columns < 1 || hounsfield.LongLength != (long)slices * rows * columns)
        {
            throw new ArgumentException($"{hounsfield.LongLength} voxels are not {slices} x {rows} x {columns}", nameof(hounsfield));
        }

        (Slices, Rows, Columns, Hounsfield) = (slices, rows, columns, hounsfield);
        (RowSpacing, ColumnSpacing, SliceSpacing, Source) = (rowSpacing, columnSpacing, sliceSpacing, source);
    }

    /// <summary>Number of slices, superior to inferior.</summary>
    public int Slices { get; }

    /// <summary>Rows of a slice, anterior to posterior.</summary>
    public int Rows { get; }

    /// <summary>Columns of a slice, towards the patient's left.</summary>
    public int Columns { get; }

    /// <summary>The voxels in HU, (slices, rows, columns).</summary>
    public short[] Hounsfield { get; }

    /// <summary>Distance between rows in mm.</summary>
    public double RowSpacing { get; }

    /// <summary>Distance between columns in mm.</summary>
    public double ColumnSpacing { get; }

    /// <summary>Distance between slices in mm.</summary>
    public double SliceSpacing { get; }

    /// <summary>Where the series came from.</summary>
    public string Source { get; }

    /// <summary>One slice, (rows, columns).</summary>
    public ReadOnlySpan<short> Slice(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Slices);
        return Hounsfield.AsSpan(index * Rows * Columns, Rows * Columns);
    }
}
