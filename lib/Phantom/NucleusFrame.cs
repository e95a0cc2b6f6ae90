using System.Numerics;
using System.Runtime.CompilerServices;

namespace MhdNet.Phantom;

/// <summary>
/// An ellipse about a nucleus with the pixels in its reach, and their reduced radius: 1 on its border, which may be irregular.
/// </summary>
internal readonly struct NucleusFrame
{
    private const double Farthest = 1.4; // reduced radius up to which anything is drawn
    private readonly double _x, _y, _longer, _shorter, _sine, _cosine, _irregular, _phase2, _phase3;
    private readonly double _sine2, _cosine2, _sine3, _cosine3;

    /// <param name="nucleus">The nucleus.</param>
    /// <param name="longer">Half axis along it, pixels.</param>
    /// <param name="shorter">Half axis across it, pixels.</param>
    /// <param name="irregular">Relative amplitude of the border's waves.</param>
    /// <param name="size">Of the slide.</param>
    public NucleusFrame(in Nucleus nucleus, double longer, double shorter, double irregular, int size)
    {
        (_x, _y, _longer, _shorter, _irregular) = (nucleus.X, nucleus.Y, longer, shorter, irregular);
        (_sine, _cosine) = Math.SinCos(nucleus.Angle);
        (_phase2, _phase3) = ((nucleus.Key >> 8) % 628 / 100.0, (nucleus.Key >> 24) % 628 / 100.0);
        ((_sine2, _cosine2), (_sine3, _cosine3)) = (Math.SinCos(_phase2), Math.SinCos(_phase3));
        var reach = (longer * (1 + irregular)) + 1;
        (Left, Right) = (Math.Max(0, (int)(_x - reach)), Math.Min(size - 1, (int)(_x + reach) + 1));
        (Top, Bottom) = (Math.Max(0, (int)(_y - reach)), Math.Min(size - 1, (int)(_y + reach) + 1));
    }

    /// <summary>First column.</summary>
    public int Left { get; }

    /// <summary>Last column.</summary>
    public int Right { get; }

    /// <summary>First row.</summary>
    public int Top { get; }

    /// <summary>Last row.</summary>
    public int Bottom { get; }

    /// <summary>The reduced radius of a pixel; infinite where nothing is drawn.</summary>
    public double Radius(double x, double y)
    {
        var (dx, dy) = (x - _x, y - _y);
        var (u, v) = (((dx * _cosine) + (dy * _sine)) / _longer, ((dy * _cosine) - (dx * _sine)) / _shorter);
        var q = Math.Sqrt((u * u) + (v * v));
        if (q > Farthest)
        {
            return double.PositiveInfinity;
        }

        if (_irregular == 0)
        {
            return q;
        }

        var angle = Math.Atan2(v, u);
        return q / (1 + (_irregular * ((0.7 * Math.Sin((2 * angle) + _phase2)) + (0.6 * Math.Sin((3 * angle) + _phase3)))));
    }

    /// <summary>
    /// The reduced radii of neighbouring pixels, as <see cref="Radius"/> gives them but for the last bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<double> Radii(Vector<double> x, double y)
    {
        var (dx, dy) = (x - new Vector<double>(_x), y - _y);
        var u = ((dx * _cosine) + new Vector<double>(dy * _sine)) * (1 / _longer);
        var v = (new Vector<double>(dy * _cosine) - (dx * _sine)) * (1 / _shorter);
        var (uu, vv) = (u * u, v * v);
        var q = Vector.SquareRoot(uu + vv);
        var drawn = Vector.LessThanOrEqual(q, new Vector<double>(Farthest))
            & Vector.LessThanOrEqual(x, new Vector<double>((double)Right));
        if (_irregular > 0 && Vector.LessThanAny(q, new Vector<double>(Farthest)))
        {
            q /= Vector<double>.One + (Waves(u, v, uu, vv, q) * _irregular);
        }

        return Vector.ConditionalSelect(drawn, q, new Vector<double>(double.PositiveInfinity));
    }

    // sines of twice and three times the angle of (u, v), each with its phase, without the angle
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<double> Waves(Vector<double> u, Vector<double> v, Vector<double> uu, Vector<double> vv, Vector<double> q)
    {
        var once = Vector<double>.One / Vector.MaxNative((uu + vv) * q, new Vector<double>(1e-300));
        var twice = ((u * v * (2 * _cosine2)) + ((uu - vv) * _sine2)) * (once * q);
        var thrice = ((v * ((uu * 3) - vv) * _cosine3) + (u * (uu - (vv * 3)) * _sine3)) * once;
        return (twice * 0.7) + (thrice * 0.6);
    }
}
