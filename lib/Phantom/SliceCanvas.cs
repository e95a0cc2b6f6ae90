using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>Visits the pixels of a row.</summary>
/// <param name="index">The first pixel.</param>
/// <param name="x">Where the pixels lie.</param>
/// <param name="y">Where the row lies.</param>
/// <param name="shares">The share that a shape has of each pixel; 0 where it does not touch it.</param>
internal delegate void RowVisit(int index, ReadOnlySpan<double> x, double y, Span<double> shares);

/// <summary>Attenuation at the pixels of a row, HU.</summary>
/// <param name="x">Where the pixels lie.</param>
/// <param name="y">Where the row lies.</param>
/// <param name="column">Column of the first pixel.</param>
/// <param name="hounsfield">As many as there are pixels.</param>
internal delegate void RowValues(ReadOnlySpan<double> x, double y, int column, Span<double> hounsfield);

/// <summary>
/// One CT slice while it is painted, back to front, in millimetres from its centre (x to the patient's left, y to the
/// back). A pixel on a border takes its share of both sides, as in a scanner.
/// </summary>
internal sealed class SliceCanvas
{
    private readonly double[] _places;
    private readonly double[] _shares;
    private readonly double[] _values;
    private readonly Dictionary<double, NoiseColumns> _columns = [];

    /// <param name="size">Rows and columns.</param>
    /// <param name="spacing">Pixel size, mm.</param>
    public SliceCanvas(int size, double spacing)
    {
        (Size, Spacing) = (size, spacing);
        (Hounsfield, Tumour, Lung) = (new float[size * size], new float[size * size], new float[size * size]);
        (_shares, _values) = (new double[size], new double[size]);
        _places = [.. Enumerable.Range(0, size).Select(index => (index - ((size - 1) / 2.0)) * spacing)];
    }

    public float[] Hounsfield { get; }

    /// <summary>Share of tumour in each pixel.</summary>
    public float[] Tumour { get; }

    /// <summary>Share of lung in each pixel.</summary>
    public float[] Lung { get; }

    /// <summary>Rows and columns.</summary>
    public int Size { get; }

    /// <summary>Pixel size, mm.</summary>
    public double Spacing { get; }

    private void Fill<TShape>(
        in TShape shape, (double Centre, double Reach) x, (double Centre, double Reach) y, RowValues hounsfield, double opacity)
        where TShape : struct, IShape => Each(shape, x, y, (index, px, py, shares) =>
    {
        if (opacity != 1)
        {
            for (var i = 0; i < shares.Length; i++)
            {
                shares[i] *= opacity;
            }
        }

        Cover(index, px, py, shares, hounsfield);
    });

    private static RowValues Constant(double hounsfield) => (_, _, _, values) => values.Fill(hounsfield);

    // beyond half a pixel a share is none or all
    private double Border => 0.51 * Spacing;

    public void Clear()
    {
        Array.Fill(Hounsfield, -1000);
        Array.Clear(Tumour);
        Array.Clear(Lung);
    }

    /// <summary>A field in space whose features are so many mm wide, on this slice.</summary>
    /// <param name="noise">The field.</param>
    /// <param name="width">Of its features along a row, mm.</param>
    /// <param name="z">Height of the slice in the field.</param>
    public NoisePlane Field(ValueNoise noise, double width, double z)
    {
        if (!_columns.TryGetValue(width, out var columns))
        {
            _columns[width] = columns = new NoiseColumns([.. _places.Select(x => x / width)]);
        }

        return new NoisePlane(noise, columns, z);
    }

    /// <summary>Covers everything below with one value.</summary>
    public void Fill(in Ellipse shape, double hounsfield, double opacity = 1)
    {
        var (square, (x, y)) = (shape.Reach + Spacing, shape.ReachWith(Border));
        Fill(shape, (shape.X, Math.Min(square, x)), (shape.Y, Math.Min(square, y)), Constant(hounsfield), opacity);
    }

    /// <summary>Covers a shape within a square of <paramref name="reach"/> about a centre.</summary>
    public void Fill<TShape>(in TShape shape, double x, double y, double reach, double hounsfield, double opacity = 1)
        where TShape : struct, IShape =>
        Fill(shape, (x, reach), (y, reach), Constant(hounsfield), opacity);

    /// <summary>The same with values of their own.</summary>
    public void Fill<TShape>(in TShape shape, double x, double y, double reach, RowValues hounsfield, double opacity = 1)
        where TShape : struct, IShape => Fill(shape, (x, reach), (y, reach), hounsfield, opacity);

    /// <summary>Visits the rows of pixels a shape touches, with the share it has of each.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="x">Centre and reach of what is looked at, along a row.</param>
    /// <param name="y">The same along a column.</param>
    /// <param name="visit">Called once per row.</param>
    public void Each<TShape>(in TShape shape, (double Centre, double Reach) x, (double Centre, double Reach) y, RowVisit visit)
        where TShape : struct, IShape
    {
        var (left, right) = Range(x.Centre, x.Reach);
        var (top, bottom) = Range(y.Centre, y.Reach);
        for (var row = top; row <= bottom && left <= right; row++)
        {
            var places = _places.AsSpan(left, right - left + 1);
            var shares = _shares.AsSpan(0, places.Length);
            shape.Measure(places, _places[row], Border, shares);
            var (first, last) = Touched(shares);
            if (first <= last)
            {
                visit((row * Size) + left + first, places[first..(last + 1)], _places[row], shares[first..(last + 1)]);
            }
        }
    }

    /// <summary>Puts values over shares of the pixels of a row.</summary>
    public void Cover(int index, ReadOnlySpan<double> x, double y, ReadOnlySpan<double> shares, RowValues hounsfield)
    {
        var values = _values.AsSpan(0, shares.Length);
        hounsfield(x, y, index % Size, values);
        Span<float> below = Hounsfield.AsSpan(index), tumour = Tumour.AsSpan(index), lung = Lung.AsSpan(index);
        var i = 0;
        for (var width = Vector<float>.Count; i <= shares.Length - width; i += width)
        {
            var old = new Vector<float>(below[i..]);
            Vector.Widen(old, out var first, out var second);
            var (share1, share2) = Two(shares[i..]);
            var (value1, value2) = Two(values[i..]);
            (old + Vector.Narrow((value1 - first) * share1, (value2 - second) * share2)).CopyTo(below[i..]);
            var rest = Vector.Narrow(Vector<double>.One - share1, Vector<double>.One - share2);
            (new Vector<float>(tumour[i..]) * rest).CopyTo(tumour[i..]);
            (new Vector<float>(lung[i..]) * rest).CopyTo(lung[i..]);
        }

        for (; i < shares.Length; i++)
        {
            below[i] += (float)((values[i] - below[i]) * shares[i]);
            tumour[i] *= (float)(1 - shares[i]);
            lung[i] *= (float)(1 - shares[i]);
        }
    }

    // distances become shares, of a shape without extent none; the first and the last pixel that the shape touches
    private (int First, int Last) Touched(Span<double> distances)
    {
        var i = 0;
        for (var width = Vector<double>.Count; i <= distances.Length - width; i += width)
        {
            var share = new Vector<double>(0.5) - (new Vector<double>(distances[i..]) / new Vector<double>(Spacing));
            Vector.ConditionalSelect(
                Vector.GreaterThan(share, Vector<double>.Zero), Vector.MinNative(share, Vector<double>.One), Vector<double>.Zero)
                .CopyTo(distances[i..]);
        }

        for (; i < distances.Length; i++)
        {
            var share = 0.5 - (distances[i] / Spacing);
            distances[i] = share > 0 ? Math.Min(share, 1) : 0;
        }

        return (Math.Max(0, distances.IndexOfAnyExcept(0)), distances.LastIndexOfAnyExcept(0));
    }

    private static (Vector<double> First, Vector<double> Second) Two(ReadOnlySpan<double> from) =>
        (new Vector<double>(from), new Vector<double>(from[Vector<double>.Count..]));

    private (int First, int Last) Range(double centre, double reach)
    {
        var middle = (Size - 1) / 2.0;
        return (Math.Max(0, (int)Math.Floor(((centre - reach) / Spacing) + middle)),
            Math.Min(Size - 1, (int)Math.Ceiling(((centre + reach) / Spacing) + middle)));
    }
}
