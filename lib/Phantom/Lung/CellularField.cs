namespace MhdNet.Phantom.Lung;

/// <summary>A point of the plane among scattered seeds (Worley 1996).</summary>
/// <param name="Seed">Distance to the nearest seed.</param>
/// <param name="Border">Distance to the border of its territory.</param>
/// <param name="Index">Which seed that is, below <see cref="CellularField.Seeds"/>.</param>
internal readonly record struct CellularPoint(double Seed, double Border, int Index);

/// <summary>
/// Seeds scattered over the plane, one in each square of a grid, each with its territory: alveoli, glands, fronds, tufts. The grid repeats
/// after <see cref="Side"/> squares, which is farther than a slide reaches.
/// </summary>
internal sealed class CellularField
{
    /// <summary>Seeds that differ.</summary>
    public const int Seeds = Side * Side;

    private const int Side = 64;
    private const double Wander = 0.68; // of a square's side, the width in which its seed lies
    private readonly double _spacing;
    private readonly (double X, double Y)[] _places = new (double, double)[Seeds];

    /// <param name="random">The field's stream.</param>
    /// <param name="spacing">Distance of neighbouring seeds, pixels.</param>
    public CellularField(CounterRandom random, double spacing)
    {
        _spacing = spacing;
        for (var i = 0; i < Seeds; i++)
        {
            _places[i] = (0.5 + (Wander * random.Between(-0.5, 0.5)), 0.5 + (Wander * random.Between(-0.5, 0.5)));
        }
    }

    /// <summary>Where a point lies among the seeds.</summary>
    /// <param name="x">The point.</param>
    /// <param name="y">The point.</param>
    /// <param name="kinds">Kind of each seed: between territories of one kind there is no border; empty where all differ.</param>
    public CellularPoint At(double x, double y, ReadOnlySpan<GrowthPattern> kinds = default)
    {
        var (px, py) = (x / _spacing, y / _spacing);
        var (left, top) = ((long)Math.Floor(px) - 1, (long)Math.Floor(py) - 1);
        Span<(double X, double Y, int Index)> near = stackalloc (double, double, int)[9];
        var (nearest, least) = (0, double.MaxValue);
        for (var i = 0; i < 9; i++)
        {
            var (column, row) = (left + (i % 3), top + (i / 3));
            var index = (int)(((row & (Side - 1)) * Side) + (column & (Side - 1)));
            var (sx, sy) = (column + _places[index].X - px, row + _places[index].Y - py);
            near[i] = (sx, sy, index);
            if ((sx * sx) + (sy * sy) is var squared && squared < least)
            {
                (nearest, least) = (i, squared);
            }
        }

        // squared distance to the line halfway between two seeds
        var (nx, ny, own) = near[nearest];
        var border = double.MaxValue;
        for (var i = 0; i < 9; i++)
        {
            var (sx, sy, index) = near[i];
            if (i == nearest || (!kinds.IsEmpty && kinds[index] == kinds[own]))
            {
                continue;
            }

            var (dx, dy, more) = (sx - nx, sy - ny, (sx * sx) + (sy * sy) - least);
            border = Math.Min(border, more * more / (4 * ((dx * dx) + (dy * dy))));
        }

        return new CellularPoint(_spacing * Math.Sqrt(least), _spacing * Math.Sqrt(Math.Min(border, 1e6)), own);
    }
}
