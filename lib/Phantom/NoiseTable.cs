namespace MhdNet.Phantom;

/// <summary>
/// A field in a rectangle of the plane, at places in any order, bit for bit as <see cref="ValueNoise"/> gives it: the points of its
/// lattice are hashed once. Outside the rectangle the field itself is asked.
/// </summary>
internal sealed class NoiseTable
{
    private readonly ValueNoise _noise;
    private readonly long _left, _top;
    private readonly int _columns, _rows;
    private readonly double[] _lattice;

    /// <param name="noise">The field.</param>
    /// <param name="left">Least x.</param>
    /// <param name="top">Least y.</param>
    /// <param name="width">Of the rectangle.</param>
    /// <param name="height">Of the rectangle.</param>
    public NoiseTable(ValueNoise noise, double left, double top, double width, double height)
    {
        (_noise, _left, _top) = (noise, (long)Math.Floor(left), (long)Math.Floor(top));
        (_columns, _rows) = ((int)(Math.Floor(left + width) - _left) + 2, (int)(Math.Floor(top + height) - _top) + 2);
        _lattice = new double[_columns * _rows];
        for (var i = 0; i < _lattice.Length; i++)
        {
            _lattice[i] = noise.Lattice(_left + (i % _columns), _top + (i / _columns));
        }
    }

    /// <summary>The field.</summary>
    public double At(double x, double y)
    {
        var (ix, fx) = ValueNoise.Split(x);
        var (iy, fy) = ValueNoise.Split(y);
        var (column, row) = (ix - _left, iy - _top);
        if ((ulong)column >= (ulong)(_columns - 1) || (ulong)row >= (ulong)(_rows - 1))
        {
            return _noise.At(x, y);
        }

        var at = (int)((row * _columns) + column);
        return ValueNoise.Blend(
            ValueNoise.Blend(_lattice[at], _lattice[at + 1], fx),
            ValueNoise.Blend(_lattice[at + _columns], _lattice[at + _columns + 1], fx), fy);
    }

    /// <summary>Three octaves, as <see cref="ValueNoise.Rough"/>.</summary>
    public double Rough(double x, double y) => (At(x, y) + (0.5 * At(2.03 * x, 2.03 * y)) + (0.25 * At(4.1 * x, 4.1 * y))) / 1.75;
}

/// <summary>The same in space, in a cube about the origin.</summary>
internal sealed class NoiseBlock
{
    private readonly ValueNoise _noise;
    private readonly int _first;
    private readonly int _side;
    private readonly double[] _lattice;

    /// <param name="noise">The field.</param>
    /// <param name="reach">The cube's, each way.</param>
    public NoiseBlock(ValueNoise noise, double reach)
    {
        (_noise, _first) = (noise, (int)Math.Floor(-reach));
        _side = (int)Math.Floor(reach) - _first + 2;
        _lattice = new double[_side * _side * _side];
        for (var (z, i) = (0, 0); z < _side; z++)
        {
            var plane = noise.Plane(_first + z);
            for (var y = 0; y < _side; y++)
            {
                for (var x = 0; x < _side; x++)
                {
                    _lattice[i++] = plane.Lattice(_first + x, _first + y);
                }
            }
        }
    }

    /// <summary>The field.</summary>
    public double At(double x, double y, double z)
    {
        var (ix, fx) = ValueNoise.Split(x);
        var (iy, fy) = ValueNoise.Split(y);
        var (iz, fz) = ValueNoise.Split(z);
        var (column, row, plane, last) = (ix - _first, iy - _first, iz - _first, (ulong)(_side - 1));
        if ((ulong)column >= last || (ulong)row >= last || (ulong)plane >= last)
        {
            return _noise.At(x, y, z);
        }

        var at = (int)((((plane * _side) + row) * _side) + column);
        return ValueNoise.Blend(InPlane(at, fx, fy), InPlane(at + (_side * _side), fx, fy), fz);
    }

    private double InPlane(int at, double fx, double fy) => ValueNoise.Blend(
        ValueNoise.Blend(_lattice[at], _lattice[at + 1], fx), ValueNoise.Blend(_lattice[at + _side], _lattice[at + _side + 1], fx), fy);
}
