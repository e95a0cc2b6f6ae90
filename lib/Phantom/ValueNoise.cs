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
        return Blend(
            Blend(Lattice(ix, iy), Lattice(ix + 1, iy), fx), Blend(Lattice(ix, iy + 1), Lattice(ix + 1, iy + 1), fx), fy);
    }

    /// <summary>The field in space.</summary>
    public double At(double x, double y, double z)
    {
        var (iz, fz) = Split(z);
        return Blend(Plane(iz).At(x, y), Plane(iz + 1).At(x, y), fz);
    }

    /// <summary>Three octaves in the plane, still about [-1, 1].</summary>
    public double Rough(double x, double y) => (At(x, y) + (0.5 * At(2.03 * x, 2.03 * y)) + (0.25 * At(4.1 * x, 4.1 * y))) / 1.75;

    /// <summary>The field in the plane at a whole height of the field in space.</summary>
    public ValueNoise Plane(long z) => new(CounterRandom.Mix(key + ((ulong)z * 0xA24BAED4963EE407)));

    /// <summary>The value at a point of the lattice, between which the field is blended.</summary>
    public double Lattice(long x, long y) =>
        ((CounterRandom.Mix(key ^ (((ulong)x * 0x8CB92BA72F3D8DD7) ^ ((ulong)y * 0xD6E8FEB86659FD93))) >> 11) * (2.0 / (1UL << 53))) - 1;

    /// <summary>The point of the lattice at or below a place, and the share of the next one.</summary>
    public static (long Whole, double Part) Split(double x)
    {
        var floor = Math.Floor(x);
        var t = x - floor;
        return ((long)floor, t * t * (3 - (2 * t)));
    }

    /// <summary>Between two values.</summary>
    public static double Blend(double a, double b, double t) => a + ((b - a) * t);
}
