using System.Numerics;
using System.Runtime.InteropServices;

namespace MhdNet.Data;

/// <summary>
/// Resizes planes of numbers, axis by axis: each target pixel is the mean of the source over its area when shrinking, and linear
/// interpolation between pixel centres when enlarging. What lies outside the source counts as <c>outside</c>. Not safe for several threads.
/// </summary>
internal sealed class Resampler
{
    private readonly (int Index, float Weight)[][] _rows;
    private readonly (int Index, float Weight)[][] _columns;
    private readonly float[] _outsideRow;
    private readonly float[] _outsideColumn;
    private readonly int _sourceRows;
    private readonly int _sourceColumns;
    private readonly float[] _narrow;
    private float[]? _narrowRgb;

    /// <summary>Prepares the resizing of a window of a (rows, columns) plane to a square.</summary>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="window">The part taken, in source pixels from the corner of the first; may be fractional and reach outside.</param>
    /// <param name="size">Edge of the target.</param>
    public Resampler(int rows, int columns, Window window, int size)
    {
        (_sourceRows, _sourceColumns) = (rows, columns);
        (_rows, _outsideRow) = Weights(rows, window.Top, window.Height, size);
        (_columns, _outsideColumn) = Weights(columns, window.Left, window.Width, size);
        _narrow = new float[rows * size];
    }

    /// <summary>A part of a plane, in pixels.</summary>
    internal readonly record struct Window(double Top, double Left, double Height, double Width);

    /// <summary>Resizes a plane.</summary>
    /// <param name="source">(rows, columns).</param>
    /// <param name="outside">Value of what lies outside.</param>
    /// <param name="target">(size, size).</param>
    public void Resize(ReadOnlySpan<float> source, float outside, Span<float> target)
    {
        var size = _columns.Length;
        for (var y = 0; y < _sourceRows; y++)
        {
            var line = source.Slice(y * _sourceColumns, _sourceColumns);
            for (var x = 0; x < size; x++)
            {
                var sum = _outsideColumn[x] * outside;
                foreach (var (index, weight) in _columns[x])
                {
                    sum += line[index] * weight;
                }

                _narrow[(y * size) + x] = sum;
            }
        }

        for (var y = 0; y < size; y++)
        {
            var line = target.Slice(y * size, size);
            line.Fill(_outsideRow[y] * outside);
            foreach (var (index, weight) in _rows[y])
            {
                Add(_narrow.AsSpan(index * size, size), weight, line);
            }
        }
    }

    /// <summary>Resizes an interleaved picture; nothing of it may lie outside.</summary>
    /// <param name="source">(rows, columns, 3).</param>
    /// <param name="target">(size, size, 3).</param>
    public void ResizeRgb(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var width = 3 * _columns.Length;
        _narrowRgb ??= new float[_sourceRows * width];
        for (var y = 0; y < _sourceRows; y++)
        {
            var line = source.Slice(3 * y * _sourceColumns, 3 * _sourceColumns);
            var narrow = _narrowRgb.AsSpan(y * width, width);
            for (var (x, to) = (0, 0); x < _columns.Length; x++, to += 3)
            {
                var (red, green, blue) = (0f, 0f, 0f);
                foreach (var (index, weight) in _columns[x])
                {
                    var pixel = line.Slice(3 * index, 3);
                    red += pixel[0] * weight;
                    green += pixel[1] * weight;
                    blue += pixel[2] * weight;
                }

                (narrow[to], narrow[to + 1], narrow[to + 2]) = (red, green, blue);
            }
        }

        var resized = new float[width];
        for (var y = 0; y < _rows.Length; y++)
        {
            Array.Clear(resized);
            foreach (var (index, weight) in _rows[y])
            {
                Add(_narrowRgb.AsSpan(index * width, width), weight, resized);
            }

            for (var x = 0; x < width; x++)
            {
                target[(y * width) + x] = (byte)Math.Clamp(resized[x] + 0.5f, 0, 255);
            }
        }
    }

    private static void Add(ReadOnlySpan<float> row, float weight, Span<float> sums)
    {
        var rows = MemoryMarshal.Cast<float, Vector<float>>(row);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] += rows[i] * weight;
        }

        for (var i = vectors.Length * Vector<float>.Count; i < sums.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }

    private static ((int Index, float Weight)[][] Inside, float[] Outside) Weights(int source, double start, double length, int target)
    {
        var step = length / target;
        var inside = new (int, float)[target][];
        var outside = new float[target];
        for (var i = 0; i < target; i++)
        {
            var taps = step >= 1 ? Area(start + (i * step), step) : Linear(start + ((i + 0.5) * step) - 0.5, start, length, source);
            inside[i] = [.. taps.Where(tap => tap.Index >= 0 && tap.Index < source).Select(tap => (tap.Index, (float)tap.Weight))];
            outside[i] = (float)taps.Where(tap => tap.Index < 0 || tap.Index >= source).Sum(tap => tap.Weight);
        }

        return (inside, outside);
    }

    private static List<(int Index, double Weight)> Area(double start, double length)
    {
        var taps = new List<(int, double)>();
        for (var i = (int)Math.Floor(start); i < start + length - 1e-9; i++)
        {
            var covered = Math.Min(i + 1, start + length) - Math.Max(i, start);
            if (covered > 1e-9)
            {
                taps.Add((i, covered / length));
            }
        }

        return taps;
    }

    // at the source's own edge the last pixel goes on; beyond it, outside begins
    private static List<(int Index, double Weight)> Linear(double centre, double start, double length, int source)
    {
        var lowest = start >= 0 ? 0 : double.NegativeInfinity;
        var highest = start + length <= source ? source - 1 : double.PositiveInfinity;
        var at = Math.Clamp(centre, lowest, highest);
        var below = (int)Math.Floor(at);
        var share = at - below;
        return share == 0 ? [(below, 1)] : [(below, 1 - share), (below + 1, share)];
    }
}
