using System.Numerics;
using System.Runtime.CompilerServices;

namespace MhdNet.Phantom;

/// <summary>
/// Paints nuclei and cell bodies over the ground of a slide, several pixels at a time. Exponentials and angles are then computed otherwise
/// than by <see cref="Math"/> and may differ in the last bits: where this could show in an amount, the pixel is painted by itself.
/// </summary>
internal sealed class NucleusPainter : IDisposable
{
    private const double Doubt = 1e-11; // far above the difference of the two ways
    private readonly int _size;
    private readonly float[] _haematoxylin, _eosin;
    private readonly ValueNoise _texture, _chromatin;
    private readonly NoiseSheet _fine, _clumps;

    /// <param name="haematoxylin">Amounts, (size, size), and as many more as a vector takes.</param>
    /// <param name="eosin">The same.</param>
    /// <param name="texture">Noise of cytoplasm.</param>
    /// <param name="chromatin">Noise of nuclei.</param>
    /// <param name="size">Of the slide.</param>
    public NucleusPainter(float[] haematoxylin, float[] eosin, ValueNoise texture, ValueNoise chromatin, int size)
    {
        (_size, _haematoxylin, _eosin, _texture, _chromatin) = (size, haematoxylin, eosin, texture, chromatin);
        var width = size + Vector<float>.Count;
        (_fine, _clumps) = (new NoiseSheet(texture, 2.5, width, size), new NoiseSheet(chromatin, 2.6, width, size));
    }

    /// <summary>Draws all nuclei over the ground.</summary>
    public void Paint(IReadOnlyList<Nucleus> nuclei)
    {
        foreach (var nucleus in nuclei)
        {
            if (nucleus.Kind == NucleusKind.Epithelial)
            {
                PaintCytoplasm(nucleus);
            }
        }

        foreach (var nucleus in nuclei)
        {
            if (nucleus.Kind == NucleusKind.Mitosis)
            {
                PaintMitosis(nucleus);
            }
            else
            {
                PaintNucleus(nucleus);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fine.Dispose();
        _clumps.Dispose();
    }

    // A cell body about the nucleus with a faint border: without it epithelium would look like loose nuclei.
    private void PaintCytoplasm(in Nucleus nucleus)
    {
        var frame = new NucleusFrame(nucleus, (nucleus.Long * 1.35) + 4.5, (nucleus.Short * 1.35) + 4.5, 0, _size);
        for (var y = frame.Top; y <= frame.Bottom; y++)
        {
            var row = _fine.At(y);
            for (var x = frame.Left; x <= frame.Right; x += Vector<float>.Count)
            {
                var (q1, q2) = Radii(frame, x, y);
                if (Vector.EqualsAll(Vector.MinNative(q1, q2), new Vector<double>(double.PositiveInfinity)))
                {
                    continue;
                }

                var (body1, body2) = (CellBody(q1, row.At(x)), CellBody(q2, row.At(x + Vector<double>.Count)));
                var (index, doubt1, doubt2) = ((y * _size) + x, AtBorder(q1), AtBorder(q2));
                var old = new Vector<float>(_eosin, index);
                var cell = Vector.GreaterThan(old, new Vector<float>(0.02f)); // neither glass nor the lumen of a vessel
                var low = old + Vector.Narrow(body1 - doubt1, body2 - doubt2);
                var high = old + Vector.Narrow(body1 + doubt1, body2 + doubt2);
                Vector.ConditionalSelect(cell, low, old).CopyTo(_eosin, index);
                var inside = Vector.Narrow(Inside(q1, 0.015), Inside(q2, 0.015));
                var haematoxylin = new Vector<float>(_haematoxylin, index);
                Vector.ConditionalSelect(cell, haematoxylin + inside, haematoxylin).CopyTo(_haematoxylin, index);
                for (var i = 0; i < Vector<float>.Count && !Vector.EqualsAll(low, high); i++)
                {
                    if (low[i] != high[i] && cell[i] != 0)
                    {
                        var q = frame.Radius(x + i, y);
                        _eosin[index + i] = old[i] + CellBody(q, x + i, y);
                        _haematoxylin[index + i] = haematoxylin[i] + (q < 1 ? (float)0.015 : 0);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> CellBody(Vector<double> q, Vector<double> texture)
    {
        var offset = (q - new Vector<double>(0.92)) * (1 / 0.10);
        return Inside(q, 0.035) * (Vector<double>.One + texture) + (Exponential.Compute(-(offset * offset)) * 0.05);
    }

    private float CellBody(double q, double x, double y)
    {
        var border = Math.Exp(-Math.Pow((q - 0.92) / 0.10, 2));
        var inside = q < 1 ? 1 : 0;
        return double.IsInfinity(q) ? 0 : (float)((inside * 0.035 * (1 + _texture.At(x / 2.5, y / 2.5))) + (0.05 * border));
    }

    private static Vector<double> Inside(Vector<double> q, double amount) => Vector.ConditionalSelect(
        Vector.LessThan(q, Vector<double>.One), new Vector<double>(amount), Vector<double>.Zero);

    private void PaintNucleus(in Nucleus nucleus)
    {
        var look = new NucleusLook(nucleus);
        var frame = new NucleusFrame(nucleus, nucleus.Long, nucleus.Short, look.Irregular, _size);
        for (var y = frame.Top; y <= frame.Bottom; y++)
        {
            var row = _clumps.At(y);
            for (var x = frame.Left; x <= frame.Right; x += Vector<float>.Count)
            {
                var (q1, q2) = Radii(frame, x, y);
                if (Vector.GreaterThanAll(Vector.MinNative(q1, q2), new Vector<double>(1 + 1e-9)))
                {
                    continue;
                }

                var index = (y * _size) + x;
                var (haematoxylin, eosin) = (new Vector<float>(_haematoxylin, index), new Vector<float>(_eosin, index));
                Vector.Widen(haematoxylin, out var h1, out var h2);
                Vector.Widen(eosin, out var e1, out var e2);
                var (share1, share2) = (look.Share(q1), look.Share(q2));
                var (density1, density2) = (look.Density(q1, row.At(x), Places(x), y),
                    look.Density(q2, row.At(x + Vector<double>.Count), Places(x + Vector<double>.Count), y));
                var (dark, pink) = (new Vector<double>(0.15), new Vector<double>(0.12));
                var (doubt1, doubt2) = (InDoubt(q1), InDoubt(q2));
                var (more1, more2) = (share1 * (Vector.MaxNative(dark, density1) - h1), share2 * (Vector.MaxNative(dark, density2) - h2));
                var (less1, less2) = (share1 * (pink - e1), share2 * (pink - e2));
                var low = haematoxylin + Vector.Narrow(more1 - doubt1, more2 - doubt2);
                var high = haematoxylin + Vector.Narrow(more1 + doubt1, more2 + doubt2);
                var (lowEosin, highEosin) = (eosin + Vector.Narrow(less1 - doubt1, less2 - doubt2),
                    eosin + Vector.Narrow(less1 + doubt1, less2 + doubt2));
                low.CopyTo(_haematoxylin, index);
                lowEosin.CopyTo(_eosin, index);
                if (Vector.EqualsAll(low, high) && Vector.EqualsAll(lowEosin, highEosin))
                {
                    continue;
                }

                for (var i = 0; i < Vector<float>.Count; i++)
                {
                    if (low[i] != high[i] || lowEosin[i] != highEosin[i])
                    {
                        (_haematoxylin[index + i], _eosin[index + i]) = (haematoxylin[i], eosin[i]);
                        PaintNucleus(look, frame.Radius(x + i, y), x + i, y);
                    }
                }
            }
        }
    }

    private void PaintNucleus(in NucleusLook look, double q, int x, int y)
    {
        var (share, index) = (look.Share(q), (y * _size) + x);
        if (share > 0)
        {
            var density = look.Density(q, _chromatin.At(x / 2.6, y / 2.6), x, y);
            _haematoxylin[index] += (float)(share * (Math.Max(0.15, density) - _haematoxylin[index]));
            _eosin[index] += (float)(share * (0.12 - _eosin[index]));
        }
    }

    // A dark plate of chromosomes in a cleared cell.
    private void PaintMitosis(in Nucleus nucleus)
    {
        var cell = new NucleusFrame(nucleus, nucleus.Long * 1.25, nucleus.Short * 1.25, 0, _size);
        Visit(cell, (index, _, _, q) =>
        {
            if (q < 1)
            {
                _haematoxylin[index] *= 0.4f;
                _eosin[index] *= 0.6f;
            }
        });
        Visit(new NucleusFrame(nucleus, nucleus.Long * 0.75, Math.Max(2.2, nucleus.Short * 0.3), 0.22, _size), (index, x, y, q) =>
            _haematoxylin[index] += (float)(Math.Clamp((1 - q) * 2.5, 0, 1) * (1.35
                + (0.2 * _chromatin.At(x / 2, y / 2)) - _haematoxylin[index])));
    }

    private void Visit(in NucleusFrame frame, Action<int, double, double, double> visit)
    {
        for (var y = frame.Top; y <= frame.Bottom; y++)
        {
            for (var x = frame.Left; x <= frame.Right; x++)
            {
                visit((y * _size) + x, x, y, frame.Radius(x, y));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<double> First, Vector<double> Second) Radii(in NucleusFrame frame, int x, int y) =>
        (frame.Radii(Places(x), y), frame.Radii(Places(x + Vector<double>.Count), y));

    private static Vector<double> Places(int x) => Vector<double>.Indices + new Vector<double>((double)x);

    // within the border of a cell everything changes at once
    private static Vector<double> AtBorder(Vector<double> q) => Vector.ConditionalSelect(
        Vector.LessThan(Vector.Abs(q - Vector<double>.One), new Vector<double>(1e-9)), Vector<double>.One, new Vector<double>(Doubt));

    private static Vector<double> InDoubt(Vector<double> q) => Vector.ConditionalSelect(
        Vector.LessThan(q, new Vector<double>(1 + 1e-9)), new Vector<double>(Doubt), Vector<double>.Zero);
}
