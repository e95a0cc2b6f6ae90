using System.Runtime.CompilerServices;

namespace MhdNet.Phantom.Lung;

/// <summary>A point of the plane among scattered seeds (Worley 1996).</summary>
/// <param name="Seed">Distance to the nearest seed.</param>
/// <param name="Border">Distance to the border of its territory.</param>
/// <param name="Key">Random bits of that seed.</param>
internal readonly record struct CellularPoint(double Seed, double Border, ulong Key);

/// <summary>Seeds scattered over the plane, one in each square of a grid, each with its territory: alveoli, glands, fronds,
/// tufts.</summary>
/// <param name="key">Key of the field.</param>
/// <param name="spacing">Distance of neighbouring seeds, pixels.</param>
internal readonly struct CellularField(ulong key, double spacing)
{
    private const double Wander = 0.68; // of a square's side, the width in which its seed lies

    [InlineArray(9)]
    private struct Nine
    {
        private (double X, double Y, ulong Key) _first;
    }

    /// <summary>Where a point lies among the seeds.</summary>
    public CellularPoint At(double x, double y) => At(x, y, key => key);

    /// <summary>The same, where neighbouring territories of one kind have no border between them.</summary>
    public CellularPoint At<TKind>(double x, double y, Func<ulong, TKind> kind)
    {
        var (px, py) = (x / spacing, y / spacing);
        var (left, top) = ((long)Math.Floor(px) - 1, (long)Math.Floor(py) - 1);
        var places = default(Nine);
        var (nearest, least) = (0, double.MaxValue);
        for (var i = 0; i < 9; i++)
        {
            var hash = Hash(left + (i % 3), top + (i / 3));
            var (sx, sy) = (left + (i % 3) + Part(hash >> 32) - px, top + (i / 3) + Part(hash & 0xFFFFFFFF) - py);
            places[i] = (sx, sy, hash);
            if ((sx * sx) + (sy * sy) is var squared && squared < least)
            {
                (nearest, least) = (i, squared);
            }
        }

        // to the line halfway between two seeds
        var (nx, ny, bits) = places[nearest];
        var (border, own) = (double.MaxValue, kind(bits));
        for (var i = 0; i < 9; i++)
        {
            var (sx, sy, key) = places[i];
            var (dx, dy) = (sx - nx, sy - ny);
            if (i != nearest && !EqualityComparer<TKind>.Default.Equals(kind(key), own))
            {
                border = Math.Min(border, ((sx * sx) + (sy * sy) - least) / (2 * Math.Sqrt((dx * dx) + (dy * dy))));
            }
        }

        return new CellularPoint(spacing * Math.Sqrt(least), spacing * Math.Min(border, 1e3), bits);
    }

    private static double Part(ulong bits) => 0.5 + (Wander * ((bits / 4294967296.0) - 0.5));

    private ulong Hash(long column, long row) =>
        CounterRandom.Mix(key ^ ((ulong)column * 0x8CB92BA72F3D8DD7) ^ ((ulong)row * 0xD6E8FEB86659FD93));
}
