using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>A region of the plane with its distance: negative inside, millimetres.</summary>
internal interface IShape
{
    /// <summary>The distance at places of a row.</summary>
    /// <param name="x">The places.</param>
    /// <param name="y">The row.</param>
    /// <param name="near">Where the border is certainly farther away than this, any such distance on the same side will do.</param>
    /// <param name="distances">As many as there are places.</param>
    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances);
}

/// <summary>An ellipse; the distance is exact to first order at its border.</summary>
internal readonly struct Ellipse(double centreX, double centreY, double radiusX, double radiusY, double degrees = 0) : IShape
{
    private const double Spare = 1e-9; // against rounding
    private readonly double _cosine = Math.Cos(degrees * Math.PI / 180);
    private readonly double _sine = Math.Sin(degrees * Math.PI / 180);

    public double X => centreX;

    public double Y => centreY;

    public double Reach => Math.Max(radiusX, radiusY);

    /// <summary>Half the width and half the height beyond which all distances are above a margin.</summary>
    public (double X, double Y) ReachWith(double margin)
    {
        // at k times the ellipse, the distance is at least k - 1 of the smaller radius
        var k = 1 + (margin / Math.Min(radiusX, radiusY)) + Spare;
        var (x, y) = (Hypotenuse(radiusX * _cosine, radiusY * _sine), Hypotenuse(radiusX * _sine, radiusY * _cosine));
        return double.IsFinite(k) ? (k * x, k * y) : (double.MaxValue, double.MaxValue);
    }

    public Ellipse Grown(double by) => new(centreX, centreY, radiusX + by, radiusY + by, degrees);

    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        // at k times the ellipse, the distance is at least k - 1 of the smaller radius
        var (dy, smaller) = (y - centreY, Math.Min(radiusX, radiusY));
        var (outside, inside) = (1 + (near / smaller) + Spare, Math.Max(0, 1 - (near / smaller) - Spare));
        var (far, deep) = (new Vector<double>(outside * outside), new Vector<double>(inside * inside));
        var (beyond, within) = (new Vector<double>(2 * near), new Vector<double>(-2 * near));
        var (alongY, acrossY) = (new Vector<double>(dy * _sine), new Vector<double>(dy * _cosine));
        var i = 0;
        for (var width = Vector<double>.Count; i <= x.Length - width; i += width)
        {
            var dx = new Vector<double>(x[i..]) - new Vector<double>(centreX);
            var (along, across) = ((dx * _cosine) + alongY, acrossY - (dx * _sine));
            var (u, v) = (along * (1 / radiusX), across * (1 / radiusY));
            var squared = (u * u) + (v * v);
            (Vector.GreaterThanAll(squared, far) ? beyond : Vector.LessThanAll(squared, deep) ? within : Distances(along, across))
                .CopyTo(distances[i..]);
        }

        for (; i < x.Length; i++)
        {
            distances[i] = Distance(x[i], y);
        }
    }

    private static double Hypotenuse(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private Vector<double> Distances(Vector<double> along, Vector<double> across)
    {
        var (wide, high) = (new Vector<double>(radiusX), new Vector<double>(radiusY));
        var (u, v) = (along / wide, across / high);
        var k0 = Vector.SquareRoot((u * u) + (v * v));
        var (gu, gv) = (u / wide, v / high);
        var distances = k0 * (k0 - Vector<double>.One) / Vector.SquareRoot((gu * gu) + (gv * gv));
        var middle = new Vector<double>(-Math.Min(radiusX, radiusY));
        return Vector.ConditionalSelect(Vector.LessThan(k0, new Vector<double>(1e-9)), middle, distances);
    }

    private double Distance(double x, double y)
    {
        var (dx, dy) = (x - centreX, y - centreY);
        var u = ((dx * _cosine) + (dy * _sine)) / radiusX;
        var v = ((dy * _cosine) - (dx * _sine)) / radiusY;
        var k0 = Math.Sqrt((u * u) + (v * v));
        if (k0 < 1e-9)
        {
            return -Math.Min(radiusX, radiusY);
        }

        var (gu, gv) = (u / radiusX, v / radiusY);
        return k0 * (k0 - 1) / Math.Sqrt((gu * gu) + (gv * gv));
    }
}

/// <summary>A straight stroke with round ends.</summary>
internal readonly struct Stroke(double x0, double y0, double x1, double y1, double halfWidth) : IShape
{
    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        var (dx, dy) = (x1 - x0, y1 - y0);
        var squared = Math.Max((dx * dx) + (dy * dy), 1e-9);
        for (var i = 0; i < x.Length; i++)
        {
            var t = Math.Clamp((((x[i] - x0) * dx) + ((y - y0) * dy)) / squared, 0, 1);
            distances[i] = double.Hypot(x[i] - x0 - (t * dx), y - y0 - (t * dy)) - halfWidth;
        }
    }
}

/// <summary>What lies in front of a line that runs to the back on both sides: y less than top + slope |x|.</summary>
internal readonly struct Above(double top, double slope) : IShape
{
    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        for (var i = 0; i < x.Length; i++)
        {
            distances[i] = y - top - (slope * Math.Abs(x[i]));
        }
    }
}

/// <summary>What two shapes share.</summary>
internal readonly struct Both<TFirst, TSecond>(TFirst first, TSecond second) : IShape
    where TFirst : struct, IShape
    where TSecond : struct, IShape
{
    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        first.Measure(x, y, near, distances);
        Span<double> others = stackalloc double[x.Length];
        second.Measure(x, y, near, others);
        for (var i = 0; i < others.Length; i++)
        {
            distances[i] = Math.Max(distances[i], others[i]);
        }
    }
}

/// <summary>What lies in either of two shapes.</summary>
internal readonly struct Either<TFirst, TSecond>(TFirst first, TSecond second) : IShape
    where TFirst : struct, IShape
    where TSecond : struct, IShape
{
    public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
    {
        first.Measure(x, y, near, distances);
        Span<double> others = stackalloc double[x.Length];
        second.Measure(x, y, near, others);
        for (var i = 0; i < others.Length; i++)
        {
            distances[i] = Math.Min(distances[i], others[i]);
        }
    }
}
