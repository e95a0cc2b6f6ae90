using System.Numerics;
using System.Runtime.InteropServices;

namespace MhdNet.Phantom;

/// <summary>
/// The fields of a slide along rows of pixels, bit for bit as <see cref="TissueFields"/> gives them pixel by pixel. Each array holds the
/// row read last.
/// </summary>
internal sealed class TissueRows
{
    private const double Wander = 17; // pixels, more than noise moves the edge by, its softness included
    private readonly TissueFields _fields;
    private readonly double[] _corners;
    private readonly NoiseRows[] _edge;
    private readonly NoiseRows[] _mixture;
    private readonly NoiseRows _stroma, _folds, _wrinkles;
    private readonly double[] _second, _third;

    /// <param name="fields">Of the slide.</param>
    /// <param name="size">Its width, pixels.</param>
    public TissueRows(TissueFields fields, int size)
    {
        _fields = fields;
        _corners = [.. Enumerable.Range(0, size).Select(x => fields.IntoCornerX(x))];
        _edge = Octaves(fields.Edge, size, TissueFields.EdgeScale);
        _mixture = Octaves(fields.Mixture, size, TissueFields.MixtureScale);
        _stroma = Of(fields.Bands, size, x => x / TissueFields.StromaScale);
        _folds = Of(fields.Bands, size, x => (x / TissueFields.FoldScale) + TissueFields.Fold);
        _wrinkles = Of(fields.Bands, size, x => (x / TissueFields.WrinkleScale) + TissueFields.Wrinkle);
        (Tissue, Second, Strand, Stroma) = (new double[size], new double[size], new double[size], new double[size]);
        (_second, _third) = (new double[size], new double[size]);
    }

    /// <summary>1 in tissue, 0 on glass, between at its edge.</summary>
    public double[] Tissue { get; }

    /// <summary>1 in the second component, 0 in the first, between at their border: cells change at once, their matrix gradually.</summary>
    public double[] Second { get; }

    /// <summary>Phase of the collagen strands, which run along the bands.</summary>
    public double[] Strand { get; }

    /// <summary>1 in a fibrous band, 0 outside, between at its border.</summary>
    public double[] Stroma { get; }

    /// <summary>A field whose features are so many pixels wide, along the rows.</summary>
    public static NoiseRows Of(ValueNoise noise, int size, double scale) => Of(noise, size, x => x / scale);

    /// <summary>Reads a row.</summary>
    /// <returns>Whether there is tissue in it.</returns>
    public bool Read(int row)
    {
        double y = row;
        if (!ReadTissue(y))
        {
            return false;
        }

        Rough(_mixture, y / TissueFields.MixtureScale, Second, 0);
        _stroma.Read(y / TissueFields.StromaScale, Strand);
        _folds.Read((y / TissueFields.FoldScale) + TissueFields.Fold, _second);
        _wrinkles.Read(y / TissueFields.WrinkleScale, _third);
        var i = 0;
        for (var width = Vector<double>.Count; i <= Second.Length - width; i += width)
        {
            var mixture = (new Vector<double>(Second, i) - new Vector<double>(_fields.MixtureThreshold)) * 5;
            Clamped(new Vector<double>(0.5) + mixture).CopyTo(Second, i);
            var strand = new Vector<double>(Strand, i) + (new Vector<double>(_second, i) * 0.22) + (new Vector<double>(_third, i) * 0.07);
            strand.CopyTo(Strand, i);
            Clamped(new Vector<double>(0.5) - ((Vector.Abs(strand) - new Vector<double>(_fields.StromaThreshold)) * 28)).CopyTo(Stroma, i);
        }

        for (; i < Second.Length; i++)
        {
            Second[i] = Math.Clamp(0.5 + ((Second[i] - _fields.MixtureThreshold) * 5), 0, 1);
            Strand[i] = Strand[i] + (0.22 * _second[i]) + (0.07 * _third[i]);
            Stroma[i] = Math.Clamp(0.5 - ((Math.Abs(Strand[i]) - _fields.StromaThreshold) * 28), 0, 1);
        }

        return true;
    }

    private static NoiseRows Of(ValueNoise noise, int size, Func<double, double> place) =>
        new(noise, new NoiseColumns([.. Enumerable.Range(0, size).Select(x => place(x))]));

    private static NoiseRows[] Octaves(ValueNoise noise, int size, double scale) =>
        [Of(noise, size, scale), Of(noise, size, x => 2.03 * (x / scale)), Of(noise, size, x => 4.1 * (x / scale))];

    // the noise moves the edge by less than its reach: elsewhere all is tissue, or glass
    private bool ReadTissue(double y)
    {
        var (corner, size) = (_fields.IntoCornerY(y), Tissue.Length);
        double Base(int x) => _fields.Corner - Into(_corners[x], corner);
        var (left, right) = (0, size);
        while (left < size && Base(left) < -Wander)
        {
            left++;
        }

        while (right > left && Base(right - 1) < -Wander)
        {
            right--;
        }

        var (from, to) = (left, right);
        while (from < right && Base(from) < Wander)
        {
            from++;
        }

        while (to > from && Base(to - 1) < Wander)
        {
            to--;
        }

        Tissue.AsSpan(0, left).Clear();
        Tissue.AsSpan(right).Clear();
        Tissue.AsSpan(from, to - from).Fill(1);
        foreach (var (first, last) in new[] { (left, from), (to, right) })
        {
            var edge = Tissue.AsSpan(first, last - first);
            Rough(_edge, y / TissueFields.EdgeScale, edge, first);
            for (var i = 0; i < edge.Length; i++)
            {
                edge[i] = Math.Clamp(0.5 + ((Base(first + i) + (14 * edge[i])) / 5), 0, 1);
            }
        }

        return Tissue.AsSpan(left, right - left).ContainsAnyExcept(0);
    }

    private static double Into(double x, double y) => y == 0 ? x : x == 0 ? y : double.Hypot(x, y);

    private static Vector<double> Clamped(Vector<double> value) =>
        Vector.MinNative(Vector.MaxNative(value, Vector<double>.Zero), Vector<double>.One);

    // as ValueNoise.Rough
    private void Rough(NoiseRows[] octaves, double y, Span<double> values, int first)
    {
        Span<double> second = _second.AsSpan(0, values.Length), third = _third.AsSpan(0, values.Length);
        octaves[0].Read(y, values, first);
        octaves[1].Read(2.03 * y, second, first);
        octaves[2].Read(4.1 * y, third, first);
        var sums = MemoryMarshal.Cast<double, Vector<double>>(values);
        var seconds = MemoryMarshal.Cast<double, Vector<double>>(second);
        var thirds = MemoryMarshal.Cast<double, Vector<double>>(third);
        for (var k = 0; k < sums.Length; k++)
        {
            sums[k] = (sums[k] + (seconds[k] * 0.5) + (thirds[k] * 0.25)) / new Vector<double>(1.75);
        }

        for (var i = sums.Length * Vector<double>.Count; i < values.Length; i++)
        {
            values[i] = (values[i] + (0.5 * second[i]) + (0.25 * third[i])) / 1.75;
        }
    }
}
