using System.Runtime.InteropServices;

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
internal sealed class NucleusPlacement
{
    private const int Cell = 24, Tries = 12;
    private const double Gap = 0.6, Step = 12;
    private const double Doubt = 1e-6; // pixels, far above rounding
    private readonly int _size;
    private readonly int _columns;
    private readonly List<(Nucleus Nucleus, double Sine, double Cosine)>[] _grid;
    private readonly List<Nucleus> _nuclei = [];
    private double _largest;

    /// <param name="size">Width and height of the slide.</param>
    public NucleusPlacement(int size)
    {
        (_size, _columns) = (size, (size / Cell) + 1);
        _grid = new List<(Nucleus, double, double)>[_columns * _columns];
    }

    public IReadOnlyList<Nucleus> Nuclei => _nuclei;

    /// <summary>Adds nuclei of one kind.</summary>
    /// <param name="random">Their stream.</param>
    /// <param name="density">Nuclei a pixel at a place.</param>
    /// <param name="highest">No density is higher.</param>
    /// <param name="make">A nucleus at a place.</param>
    public void Scatter(CounterRandom random, Func<double, double, double> density, double highest, Func<double, double, Nucleus> make)
    {
        var expected = (long)(highest * _size * _size);
        for (var i = 0L; i < expected; i++)
        {
            var (x, y) = (random.Between(0, _size), random.Between(0, _size));
            var here = density(x, y);
            if (random.NextDouble() * highest >= here)
            {
                continue;
            }

            for (var attempt = 0; attempt < Tries; attempt++)
            {
                // cells of a kind keep apart, as far as their number allows
                var apart = (attempt < Tries / 2 ? 0.66 : 0.45) / Math.Sqrt(Math.Max(here, 1e-5));
                var nucleus = make(x, y);
                if (TryAdd(nucleus, apart))
                {
                    break;
                }

                (x, y) = (x + (Step * random.NextGaussian()), y + (Step * random.NextGaussian()));
                if (x < 0 || y < 0 || x >= _size || y >= _size || (here = density(x, y)) <= 0)
                {
                    break;
                }
            }
        }
    }

    private bool TryAdd(in Nucleus nucleus, double apart)
    {
        var (sine, cosine) = Math.SinCos(nucleus.Angle);
        if (!Fits(nucleus, sine, cosine, apart))
        {
            return false;
        }

        (_grid[((int)nucleus.Y / Cell * _columns) + ((int)nucleus.X / Cell)] ??= []).Add((nucleus, sine, cosine));
        _nuclei.Add(nucleus);
        _largest = Math.Max(_largest, nucleus.Long);
        return true;
    }

    private bool Fits(in Nucleus nucleus, double sine, double cosine, double apart)
    {
        if (nucleus.X < 0 || nucleus.Y < 0 || nucleus.X >= _size || nucleus.Y >= _size)
        {
            return false;
        }

        var reach = Math.Max(apart, nucleus.Long + _largest + Gap);
        var (left, right) = ((int)Math.Max(0, nucleus.X - reach) / Cell, (int)Math.Min(_size - 1, nucleus.X + reach) / Cell);
        var (top, bottom) = ((int)Math.Max(0, nucleus.Y - reach) / Cell, (int)Math.Min(_size - 1, nucleus.Y + reach) / Cell);
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                foreach (ref readonly var other in CollectionsMarshal.AsSpan(_grid[(row * _columns) + column]))
                {
                    if (Overlap(nucleus, sine, cosine, other.Nucleus, other.Sine, other.Cosine, apart))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    // Squares and products tell nearly always; what they leave in doubt is computed as it is defined.
    private static bool Overlap(
        in Nucleus a, double sineA, double cosineA, in Nucleus b, double sineB, double cosineB, double apart)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var squared = (dx * dx) + (dy * dy);
        var far = a.Long + b.Long + Gap;
        far = (a.Kind == b.Kind ? Math.Max(apart, far) : far) + Doubt;
        if (squared > far * far)
        {
            return false;
        }

        var distance = Math.Sqrt(squared);
        if (distance < a.Short + b.Short + Gap - Doubt || (a.Kind == b.Kind && distance < apart - Doubt))
        {
            return true;
        }

        var (cosine, sine) = (dx / distance, dy / distance);
        var room = distance - Towards(a, cosine, sine, cosineA, sineA) - Towards(b, cosine, sine, cosineB, sineB) - Gap;
        var certain = Math.Abs(room) > Doubt && (room < 0 || a.Kind != b.Kind || distance > apart + Doubt);
        return certain ? room < 0 : Overlap(a, b, apart);
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

    // as Nucleus.Towards, of a direction and the nucleus's own given by their cosines and sines
    private static double Towards(in Nucleus nucleus, double cosine, double sine, double ownCosine, double ownSine)
    {
        var across = nucleus.Long * ((sine * ownCosine) - (cosine * ownSine));
        var along = nucleus.Short * ((cosine * ownCosine) + (sine * ownSine));
        return nucleus.Long * nucleus.Short / Math.Sqrt((along * along) + (across * across));
    }
}
