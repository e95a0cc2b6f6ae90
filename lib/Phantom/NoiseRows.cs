using System.Numerics;
using System.Runtime.InteropServices;

namespace MhdNet.Phantom;

/// <summary>Places along a row, and the points of a lattice they lie between: the same for all rows.</summary>
internal sealed class NoiseColumns
{
    /// <param name="places">Rising.</param>
    public NoiseColumns(ReadOnlySpan<double> places)
    {
        (First, Cells, Shares) = (ValueNoise.Split(places[0]).Whole, new int[places.Length], new double[places.Length]);
        for (var i = 0; i < places.Length; i++)
        {
            (var whole, Shares[i]) = ValueNoise.Split(places[i]);
            Cells[i] = (int)(whole - First);
        }
    }

    /// <summary>Lattice point at or before the first place.</summary>
    public long First { get; }

    /// <summary>Lattice point at or before each place, counted from the first.</summary>
    public int[] Cells { get; }

    /// <summary>Share of the next lattice point in each place.</summary>
    public double[] Shares { get; }

    /// <summary>Number of lattice points.</summary>
    public int Points => Cells[^1] + 2;

    /// <summary>A field at the places on one row of its lattice.</summary>
    /// <param name="noise">The field.</param>
    /// <param name="row">The row.</param>
    /// <param name="lattice">Room for <see cref="Points"/> numbers.</param>
    /// <param name="values">Gets the field.</param>
    public void Read(ValueNoise noise, long row, double[] lattice, Span<double> values)
    {
        for (var i = 0; i < Points; i++)
        {
            lattice[i] = noise.Lattice(First + i, row);
        }

        var (cells, shares) = (Cells, Shares);
        for (var i = 0; i < values.Length; i++)
        {
            var cell = cells[i];
            values[i] = ValueNoise.Blend(lattice[cell], lattice[cell + 1], shares[i]);
        }
    }
}

/// <summary>
/// A field at the places of a grid, row after row, bit for bit as <see cref="ValueNoise"/> gives it one by one. Each point of the lattice
/// is hashed once, and all rows between two rows of the lattice are blends of the same two.
/// </summary>
internal sealed class NoiseRows(ValueNoise noise, NoiseColumns columns)
{
    private readonly double[] _lattice = new double[columns.Points];
    private double[] _upper = new double[columns.Cells.Length];
    private double[] _lower = new double[columns.Cells.Length];
    private long _row;
    private bool _begun;

    /// <summary>The field at one height, from a column on.</summary>
    /// <param name="y">Height.</param>
    /// <param name="values">As many columns as it is long.</param>
    /// <param name="first">The first column.</param>
    public void Read(double y, Span<double> values, int first = 0)
    {
        var (row, share) = ValueNoise.Split(y);
        Turn(row);
        ReadOnlySpan<double> upper = _upper.AsSpan(first, values.Length), lower = _lower.AsSpan(first, values.Length);
        var above = MemoryMarshal.Cast<double, Vector<double>>(upper);
        var below = MemoryMarshal.Cast<double, Vector<double>>(lower);
        var blended = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (var k = 0; k < blended.Length; k++)
        {
            blended[k] = above[k] + ((below[k] - above[k]) * share);
        }

        for (var i = blended.Length * Vector<double>.Count; i < values.Length; i++)
        {
            values[i] = ValueNoise.Blend(upper[i], lower[i], share);
        }
    }

    private void Turn(long row)
    {
        if (_begun && row == _row)
        {
            return;
        }

        if (_begun && row == _row + 1)
        {
            (_upper, _lower) = (_lower, _upper);
        }
        else
        {
            columns.Read(noise, row, _lattice, _upper);
        }

        columns.Read(noise, row + 1, _lattice, _lower);
        (_row, _begun) = (row, true);
    }
}

/// <summary>A field in space on one plane of a grid, row after row, bit for bit as <see cref="ValueNoise"/> gives it one by one.</summary>
internal sealed class NoisePlane
{
    private readonly NoiseRows _below;
    private readonly NoiseRows _above;
    private readonly double _share;
    private double[] _next = [];

    /// <param name="noise">The field.</param>
    /// <param name="columns">Places along a row.</param>
    /// <param name="z">Height of the plane.</param>
    public NoisePlane(ValueNoise noise, NoiseColumns columns, double z)
    {
        (var plane, _share) = ValueNoise.Split(z);
        (_below, _above) = (new(noise.Plane(plane), columns), new(noise.Plane(plane + 1), columns));
    }

    /// <summary>A row of the plane, from a column on.</summary>
    public void Read(double y, Span<double> values, int first)
    {
        if (_next.Length < values.Length)
        {
            _next = new double[values.Length];
        }

        var next = _next.AsSpan(0, values.Length);
        _below.Read(y, values, first);
        _above.Read(y, next, first);
        var below = MemoryMarshal.Cast<double, Vector<double>>(values);
        var above = MemoryMarshal.Cast<double, Vector<double>>(next);
        for (var k = 0; k < below.Length; k++)
        {
            below[k] += (above[k] - below[k]) * _share;
        }

        for (var i = below.Length * Vector<double>.Count; i < values.Length; i++)
        {
            values[i] = ValueNoise.Blend(values[i], next[i], _share);
        }
    }
}
