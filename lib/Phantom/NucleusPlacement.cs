namespace MhdNet.Phantom;

/// <summary>Kinds of nuclei on a slide.</summary>
internal enum NucleusKind
{
    Epithelial,
    Mitosis,
    Lymphocyte,
    Fibroblast,
}

/// <summary>One nucleus, pixels and radians.</summary>
internal readonly record struct Nucleus(NucleusKind Kind, double X, double Y, double Long, double Short, double Angle,
    double Atypia, ulong Key)
{
    /// <summary>Radius towards a direction.</summary>
    public double Towards(double angle)
    {
        var (sine, cosine) = Math.SinCos(angle - Angle);
        var (a, b) = (Short * cosine, Long * sine);
        return Long * Short / Math.Sqrt((a * a) + (b * b));
    }
}

/// <summary>
/// Scatters nuclei at a wanted local density so that none overlaps another: Poisson-disk sampling with discs that have the
/// nucleus's own radius towards its neighbour. A nucleus without room tries a few places close by, then is left out.
/// </summary>
internal sealed class NucleusPlacement(int size)
{
    private const int Cell = 24, Tries = 12;
    private const double Gap = 0.6, Step = 12;
    private readonly int _columns = (size / Cell) + 1;
    private readonly Dictionary<int, List<int>> _grid = [];
    private readonly List<Nucleus> _nuclei = [];
    private double _largest;

    public IReadOnlyList<Nucleus> Nuclei => _nuclei;

    /// <summary>Adds nuclei of one kind.</summary>
    /// <param name="random">Their stream.</param>
    /// <param name="density">Nuclei a pixel at a place.</param>
    /// <param name="highest">No density is higher.</param>
    /// <param name="make">A nucleus at a place.</param>
    public void Scatter(CounterRandom random, Func<double, double, double> density, double highest, Func<double, double, Nucleus> make)
    {
        var expected = (long)(highest * size * size);
        for (var i = 0L; i < expected; i++)
        {
            var (x, y) = (random.Between(0, size), random.Between(0, size));
            if (random.NextDouble() * highest >= density(x, y))
            {
                continue;
            }

            for (var attempt = 0; attempt < Tries; attempt++)
            {
                // cells of a kind keep apart, as far as their number allows
                var apart = (attempt < Tries / 2 ? 0.66 : 0.45) / Math.Sqrt(Math.Max(density(x, y), 1e-5));
                var nucleus = make(x, y);
                if (Fits(nucleus, apart))
                {
                    Add(nucleus);
                    break;
                }

                (x, y) = (x + (Step * random.NextGaussian()), y + (Step * random.NextGaussian()));
                if (x < 0 || y < 0 || x >= size || y >= size || density(x, y) <= 0)
                {
                    break;
                }
            }
        }
    }

    private void Add(Nucleus nucleus)
    {
        var cell = ((int)nucleus.Y / Cell * _columns) + ((int)nucleus.X / Cell);
        if (!_grid.TryGetValue(cell, out var list))
        {
            _grid[cell] = list = [];
        }

        list.Add(_nuclei.Count);
        _nuclei.Add(nucleus);
        _largest = Math.Max(_largest, nucleus.Long);
    }

    private bool Fits(Nucleus nucleus, double apart)
    {
        if (nucleus.X < 0 || nucleus.Y < 0 || nucleus.X >= size || nucleus.Y >= size)
        {
            return false;
        }

        var reach = Math.Max(apart, nucleus.Long + _largest + Gap);
        var (left, right) = ((int)Math.Max(0, nucleus.X - reach) / Cell, (int)Math.Min(size - 1, nucleus.X + reach) / Cell);
        var (top, bottom) = ((int)Math.Max(0, nucleus.Y - reach) / Cell, (int)Math.Min(size - 1, nucleus.Y + reach) / Cell);
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                if (_grid.TryGetValue((row * _columns) + column, out var list))
                {
                    foreach (var index in list)
                    {
                        if (Overlap(nucleus, _nuclei[index], apart))
                        {
                            return false;
                        }
                    }
                }
            }
        }

        return true;
    }

    private static bool Overlap(in Nucleus a, in Nucleus b, double apart)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var distance = double.Hypot(dx, dy);
        if (a.Kind == b.Kind && distance < apart)
        {
            return true;
        }

        if (distance > a.Long + b.Long + Gap)
        {
            return false;
        }

        if (distance < a.Short + b.Short + Gap)
        {
            return true;
        }

        var angle = Math.Atan2(dy, dx);
        return distance < a.Towards(angle) + b.Towards(angle) + Gap;
    }
}
