using System.Numerics;
using System.Runtime.CompilerServices;

namespace MhdNet.Phantom;

/// <summary>Exponentials of several numbers at a time, as exact as is needed to tell where one must be computed exactly.</summary>
internal static class Exponential
{
    private const double Least = -700; // the exponential of less is as good as none
    private const double Shift = 3L << 51; // a number added to it is rounded to a whole one, which is left in the lowest bits

    /// <summary>e to the power of numbers not above 700, within 1e-12 of its size; of less than -700 about 1e-304.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Compute(Vector<double> x)
    {
        x = Vector.MaxNative(x, new Vector<double>(Least));
        var shifted = (x * (1 / Math.Log(2))) + new Vector<double>(Shift);
        var r = x - ((shifted - new Vector<double>(Shift)) * Math.Log(2));

        // Taylor's series to the tenth power: |r| is at most 0.35; two halves, so that neither waits for the other
        var squared = r * r;
        var (even, odd) = (new Vector<double>(1.0 / 3628800), new Vector<double>(1.0 / 362880));
        even = (even * squared) + new Vector<double>(1.0 / 40320);
        odd = (odd * squared) + new Vector<double>(1.0 / 5040);
        even = (even * squared) + new Vector<double>(1.0 / 720);
        odd = (odd * squared) + new Vector<double>(1.0 / 120);
        even = (even * squared) + new Vector<double>(1.0 / 24);
        odd = (odd * squared) + new Vector<double>(1.0 / 6);
        even = (((even * squared) + new Vector<double>(0.5)) * squared) + Vector<double>.One;
        odd = (odd * squared) + Vector<double>.One;
        var power = Vector.AsVectorInt64(shifted) << 52;
        return Vector.AsVectorDouble(Vector.AsVectorInt64(even + (odd * r)) + power);
    }

    /// <summary>The same in single precision, of numbers from -80 to 80: within 1e-6 of its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Compute(Vector<float> x)
    {
        const float Shift = 3 << 22;
        x = Vector.MaxNative(x, new Vector<float>(-80));
        var shifted = (x * (float)(1 / Math.Log(2))) + new Vector<float>(Shift);
        var r = x - ((shifted - new Vector<float>(Shift)) * (float)Math.Log(2));
        var series = (r * (1f / 720)) + new Vector<float>(1f / 120);
        series = (series * r) + new Vector<float>(1f / 24);
        series = (series * r) + new Vector<float>(1f / 6);
        series = (series * r) + new Vector<float>(0.5f);
        series = (((series * r) + Vector<float>.One) * r) + Vector<float>.One;
        return Vector.AsVectorSingle(Vector.AsVectorInt32(series) + (Vector.AsVectorInt32(shifted) << 23));
    }
}
