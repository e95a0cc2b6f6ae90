namespace MhdNet.Data.Ct;

/// <summary>
/// A CT series in Hounsfield units, axes (slices, rows, columns). Slice 0 is the most superior one and the order runs towards the
/// feet (the 20/30 trim of Sec. IV-A and tumour ranges count in this order); rows run towards the back, columns towards the patient's left.
/// Slices are read when they are asked for; the last ones asked for, at most 64 MiB of them, are kept. Not safe for several threads.
/// </summary>
public sealed class CtVolume
{
    /// <summary>Largest number of rows or columns: twice that of any scanner.</summary>
    internal const int LargestEdge = 4096;

    /// <summary>Least and most mm between two voxels.</summary>
    internal const double SmallestSpacing = 0.01, LargestSpacing = 100;

    private const int MostKeptBytes = 64 << 20;

    private readonly Func<int, short[]> _read;
    private readonly Dictionary<int, short[]> _kept = [];
    private readonly Queue<int> _oldest = [];

    /// <summary>Wraps slices already in the order above.</summary>
    /// <param name="slices">Number of slices.</param>
    /// <param name="rows">Rows of a slice.</param>
    /// <param name="columns">Columns of a slice.</param>
    /// <param name="read">Reads a slice, (rows, columns); may throw <see cref="Runtime.InputException"/>.</param>
    /// <param name="rowSpacing">Distance between rows in mm.</param>
    /// <param name="columnSpacing">Distance between columns in mm.</param>
    /// <param name="sliceSpacing">Distance between slices in mm.</param>
    /// <param name="source">Where the series came from.</param>
    /// <param name="notes">What is unusual about it.</param>
    public CtVolume(
        int slices, int rows, int columns, Func<int, short[]> read, double rowSpacing, double columnSpacing, double sliceSpacing,
        string source, IReadOnlyList<string>? notes = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slices, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        (Slices, Rows, Columns, _read, Notes) = (slices, rows, columns, read, notes ?? []);
        (RowSpacing, ColumnSpacing, SliceSpacing, Source) = (rowSpacing, columnSpacing, sliceSpacing, source);
    }

    /// <summary>Number of slices, superior to inferior.</summary>
    public int Slices { get; }

    /// <summary>Rows of a slice, anterior to posterior.</summary>
    public int Rows { get; }

    /// <summary>Columns of a slice, towards the patient's left.</summary>
    public int Columns { get; }

    /// <summary>Distance between rows in mm.</summary>
    public double RowSpacing { get; }

    /// <summary>Distance between columns in mm.</summary>
    public double ColumnSpacing { get; }

    /// <summary>Distance between slices in mm.</summary>
    public double SliceSpacing { get; }

    /// <summary>Where the series came from.</summary>
    public string Source { get; }

    /// <summary>What its reader left out or found unusual: localizers, repeated slices, holes, gantry tilt. A line each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What its files say beside the voxels.</summary>
    public CtRemarks Remarks { get; init; } = CtRemarks.None;

    /// <summary>One slice in HU, (rows, columns).</summary>
    /// <exception cref="Runtime.InputException">Its pixels are damaged.</exception>
    public ReadOnlySpan<short> Slice(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Slices);
        if (_kept.TryGetValue(index, out var slice))
        {
            return slice;
        }

        slice = _read(index);
        if (slice.Length != Rows * Columns)
        {
            throw new InvalidOperationException($"slice {index} of {Source} has {slice.Length} voxels, not {Rows} x {Columns}");
        }

        if (_oldest.Count >= Math.Max(1, MostKeptBytes / (2 * slice.Length)))
        {
            _kept.Remove(_oldest.Dequeue());
        }

        _kept.Add(index, slice);
        _oldest.Enqueue(index);
        return slice;
    }

    /// <summary>All voxels in HU, (slices, rows, columns), in memory at once.</summary>
    public short[] ReadAll()
    {
        var all = new short[(long)Slices * Rows * Columns];
        for (var i = 0; i < Slices; i++)
        {
            Slice(i).CopyTo(all.AsSpan(i * Rows * Columns));
        }

        return all;
    }
}
