using System.Buffers;
using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>
/// A field over a slide whose features are a few pixels wide, for pieces of rows in any order, bit for bit as <see cref="ValueNoise"/>
/// gives it.
/// </summary>
internal sealed class NoiseSheet : IDisposable
{
    private readonly double _scale;
    private readonly int _width;
    private readonly double[] _rows;

    /// <param name="noise">The field.</param>
    /// <param name="scale">Pixels of its features.</param>
    /// <param name="width">Of the slide, pixels.</param>
    /// <param name="height">Of the slide, pixels.</param>
    public NoiseSheet(ValueNoise noise, double scale, int width, int height)
    {
        (_scale, _width) = (scale, width);
        var columns = new NoiseColumns([.. Enumerable.Range(0, width).Select(x => x / scale)]);
        var (rows, lattice) = ((int)((height - 1) / scale) + 2, new double[columns.Points]);
        _rows = ArrayPool<double>.Shared.Rent(rows * width);
        for (var row = 0; row < rows; row++)
        {
            columns.Read(noise, row, lattice, _rows.AsSpan(row * width, width));
        }
    }

    /// <summary>A row of the slide.</summary>
    public NoiseRow At(int y)
    {
        var (row, share) = ValueNoise.Split(y / _scale);
        return new NoiseRow(_rows, (int)row * _width, ((int)row + 1) * _width, share);
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<double>.Shared.Return(_rows);
}

/// <summary>A row of a field, between two rows of its lattice.</summary>
/// <param name="Rows">All rows of the lattice.</param>
/// <param name="Above">Where the upper one begins.</param>
/// <param name="Below">Where the lower one begins.</param>
/// <param name="Share">Of the lower.</param>
internal readonly record struct NoiseRow(double[] Rows, int Above, int Below, double Share)
{
    /// <summary>The field at neighbouring pixels.</summary>
    public Vector<double> At(int x)
    {
        var above = new Vector<double>(Rows, Above + x);
        return above + ((new Vector<double>(Rows, Below + x) - above) * Share);
    }
}
