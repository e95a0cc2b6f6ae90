namespace MhdNet.Phantom;

/// <summary>A region of the plane with its distance: negative inside, millimetres.</summary>
internal interface IShape
{
    public double Distance(double x, double y);
}

/// <summary>An ellipse, or with an exponent above two a rounded box; the distance is exact to first order at its border.</summary>
internal readonly struct Ellipse(double centreX, double centreY, double radiusX, double radiusY, double degrees = 0) : IShape
{
    private readonly double _cosine = Math.Cos(degrees * Math.PI / 180);
    private readonly double _sine = Math.Sin(degrees * Math.PI / 180);

    public double X => centreX;

    public double Y => centreY;

    public double Reach => Math.Max(radiusX, radiusY);

    public Ellipse Grown(double by) => new(centreX, centreY, radiusX + by, radiusY + by, degrees);

    public double Distance(double x, double y)
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
    public double Distance(double x, double y)
    {
        var (dx, dy) = (x1 - x0, y1 - y0);
        var t = Math.Clamp((((x - x0) * dx) + ((y - y0) * dy)) / Math.Max((dx * dx) + (dy * dy), 1e-9), 0, 1);
        return double.Hypot(x - x0 - (t * dx), y - y0 - (t * dy)) - halfWidth;
    }
}

/// <summary>A shape given by its distance.</summary>
internal readonly struct Outline(Func<double, double, double> distance) : IShape
{
    public double Distance(double x, double y) => distance(x, y);
}

/// <summary>
/// One CT slice while it is painted, back to front, in millimetres from its centre (x to the patient's left, y to the
/// back). A pixel on a border takes its share of both sides, as in a scanner.
/// </summary>
/// <param name="size">Rows and columns.</param>
/// <param name="spacing">Pixel size, mm.</param>
internal sealed class SliceCanvas(int size, double spacing)
{
    public float[] Hounsfield { get; } = new float[size * size];

    /// <summary>Share of tumour in each pixel.</summary>
    public float[] Tumour { get; } = new float[size * size];

    /// <summary>Share of lung in each pixel.</summary>
    public float[] Lung { get; } = new float[size * size];

    public double Spacing => spacing;

    public void Clear()
    {
        Array.Fill(Hounsfield, -1000);
        Array.Clear(Tumour);
        Array.Clear(Lung);
    }

    /// <summary>Covers everything below with one value.</summary>
    public void Fill(in Ellipse shape, double hounsfield, double opacity = 1) =>
        Fill(shape, shape.X, shape.Y, shape.Reach + spacing, (_, _) => hounsfield, opacity);

    /// <summary>Covers a shape within a square of <paramref name="reach"/> about a centre.</summary>
    public void Fill<TShape>(in TShape shape, double x, double y, double reach, Func<double, double, double> hounsfield, double opacity = 1)
        where TShape : struct, IShape =>
        Each(shape, x, y, reach, (index, px, py, share) => Cover(index, hounsfield(px, py), share * opacity));

    /// <summary>Visits the pixels a shape touches, with the share it has of each.</summary>
    public void Each<TShape>(in TShape shape, double x, double y, double reach, Action<int, double, double, double> visit)
        where TShape : struct, IShape
    {
        var (left, right) = Range(x, reach);
        var (top, bottom) = Range(y, reach);
        for (var row = top; row <= bottom; row++)
        {
            var py = Position(row);
            for (var column = left; column <= right; column++)
            {
                var px = Position(column);
                var share = 0.5 - (shape.Distance(px, py) / spacing);
                if (share > 0)
                {
                    visit((row * size) + column, px, py, Math.Min(share, 1));
                }
            }
        }
    }

    /// <summary>Puts a value over a share of a pixel.</summary>
    public void Cover(int index, double hounsfield, double share)
    {
        Hounsfield[index] += (float)((hounsfield - Hounsfield[index]) * share);
        Tumour[index] *= (float)(1 - share);
        Lung[index] *= (float)(1 - share);
    }

    private double Position(int index) => (index - ((size - 1) / 2.0)) * spacing;

    private (int First, int Last) Range(double centre, double reach)
    {
        var middle = (size - 1) / 2.0;
        return (Math.Max(0, (int)Math.Floor(((centre - reach) / spacing) + middle)),
            Math.Min(size - 1, (int)Math.Ceiling(((centre + reach) / spacing) + middle)));
    }
}
