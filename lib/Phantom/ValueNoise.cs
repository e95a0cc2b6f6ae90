namespace MhdNet.Phantom;

/// <summary>Smooth random fields in [-1, 1] with features of about one unit, the same wherever and whenever they are asked.</summary>
/// <param name="key">Key of the field.</param>
internal readonly struct ValueNoise(ulong key)
{
    /// <summary>The field in the plane.</summary>
    public double At(double x, double y)
    {
        var (ix, fx) = Split(x);
        var (iy, fy) = Split(y);
        var (x0, x1) = ((ulong)ix * 0x8CB92BA72F3D8DD7, (ulong)(ix + 1) * 0x8CB92BA72F3D8DD7);
        var (y0, y1) = ((ulong)iy * 0xD6E8FEB86659FD93, (ulong)(iy + 1) * 0xD6E8FEB86659FD93);
        return Blend(Blend(Lattice(x0 ^ y0), Lattice(x1 ^ y0), fx), Blend(Lattice(x0 ^ y1), Lattice(x1 ^ y1), fx), fy);
    }

    /// <summary>The field in space.</summary>
    public double At(double x, double y, double z)
    {
        var (iz, fz) = Split(z);
        var below = new ValueNoise(CounterRandom.Mix(key + ((ulong)iz * 0xA24BAED4963EE407)));
        var above = new ValueNoise(CounterRandom.Mix(key + ((ulong)(iz + 1) * 0xA24BAED4963EE407)));
        return Blend(below.At(x, y), above.At(x, y), fz);
    }

    /// <summary>Three octaves in the plane, still about [-1, 1].</summary>
    public double Rough(double x, double y) => (At(x, y) + (0.5 * At(2.03 * x, 2.03 * y)) + (0.25 * At(4.1 * x, 4.1 * y))) / 1.75;

    private static (long Whole, double Part) Split(double x)
    {
        var floor = Math.Floor(x);
        var t = x - floor;
        return ((long)floor, t * t * (3 - (2 * t)));
    }

    private static double Blend(double a, double b, double t) => a + ((b - a) * t);

    private double Lattice(ulong point) => ((CounterRandom.Mix(key ^ point) >> 11) * (2.0 / (1UL << 53))) - 1;
}
