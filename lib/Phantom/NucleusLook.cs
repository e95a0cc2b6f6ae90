using System.Numerics;
using System.Runtime.CompilerServices;

namespace MhdNet.Phantom;

/// <summary>
/// How a nucleus is stained: dark and even in lymphocytes; vesicular, with a rim and nucleoli, in epithelium; coarse when atypical.
/// </summary>
internal readonly struct NucleusLook
{
    private readonly double _body, _rim, _clumps, _soft;
    private readonly int _nucleoli;
    private readonly (double X, double Y, double Radius) _first, _second;

    /// <summary>Draws the look of a nucleus from its own random numbers.</summary>
    public NucleusLook(in Nucleus nucleus)
    {
        var random = new CounterRandom(nucleus.Key);
        var lymphocyte = nucleus.Kind == NucleusKind.Lymphocyte;
        var fibroblast = nucleus.Kind == NucleusKind.Fibroblast;
        _body = lymphocyte ? 0.98 : fibroblast ? 0.62 : 0.44 + (0.34 * nucleus.Atypia * random.NextDouble())
            + (0.05 * random.NextGaussian());
        _rim = lymphocyte ? 0.12 : fibroblast ? 0.05 : 0.26;
        _clumps = lymphocyte ? 0.22 : 0.13 + (0.28 * nucleus.Atypia);
        Irregular = lymphocyte ? 0.03 : 0.04 + (0.10 * nucleus.Atypia);
        _nucleoli = lymphocyte || fibroblast ? 0 : random.NextDouble() < 0.25 + (0.7 * nucleus.Atypia) ? 1 + random.Below(2) : 0;
        var (nx, ny) = (random.Between(-0.35, 0.35) * nucleus.Short, random.Between(-0.35, 0.35) * nucleus.Short);
        var nucleolus = 1.3 + (1.5 * nucleus.Atypia);
        _first = (nucleus.X + nx, nucleus.Y + ny, nucleolus);
        _second = (nucleus.X - nx, nucleus.Y - (0.6 * ny), nucleolus * 0.8);
        _soft = 0.9 / nucleus.Short;
    }

    /// <summary>Relative amplitude of its border's waves.</summary>
    public double Irregular { get; }

    /// <summary>How much of the ground it covers at a reduced radius.</summary>
    public double Share(double q) => Math.Clamp((1 - q) / _soft, 0, 1);

    /// <summary>The same of several pixels, but for the last bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<double> Share(Vector<double> q) =>
        Vector.MinNative(Vector.MaxNative((Vector<double>.One - q) * (1 / _soft), Vector<double>.Zero), Vector<double>.One);

    /// <summary>Amount of haematoxylin in a pixel.</summary>
    /// <param name="q">Its reduced radius.</param>
    /// <param name="chromatin">Its noise.</param>
    /// <param name="x">Its place.</param>
    /// <param name="y">Its place.</param>
    public double Density(double q, double chromatin, double x, double y)
    {
        var density = _body + (_rim * Math.Exp(-Math.Pow((1 - q) / 0.16, 2))) + (_clumps * chromatin);
        return _nucleoli > 0 && IsIn(_first, x, y) ? density + 0.45 : _nucleoli > 1 && IsIn(_second, x, y) ? density + 0.4 : density;
    }

    /// <summary>The same of several pixels, but for the last bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<double> Density(Vector<double> q, Vector<double> chromatin, Vector<double> x, double y)
    {
        var offset = (Vector<double>.One - q) * (1 / 0.16);
        var density = new Vector<double>(_body) + (Exponential.Compute(-(offset * offset)) * _rim) + (chromatin * _clumps);
        if (_nucleoli == 0)
        {
            return density;
        }

        var second = _nucleoli > 1
            ? Vector.ConditionalSelect(AreIn(_second, x, y), new Vector<double>(0.4), Vector<double>.Zero) : Vector<double>.Zero;
        return density + Vector.ConditionalSelect(AreIn(_first, x, y), new Vector<double>(0.45), second);
    }

    private static bool IsIn((double X, double Y, double Radius) disc, double x, double y) =>
        ((x - disc.X) * (x - disc.X)) + ((y - disc.Y) * (y - disc.Y)) < disc.Radius * disc.Radius;

    private static Vector<long> AreIn((double X, double Y, double Radius) disc, Vector<double> x, double y)
    {
        var dx = x - new Vector<double>(disc.X);
        return Vector.LessThan(
            (dx * dx) + new Vector<double>((y - disc.Y) * (y - disc.Y)), new Vector<double>(disc.Radius * disc.Radius));
    }
}
