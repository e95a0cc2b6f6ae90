using System.Numerics;

namespace MhdNet.Phantom;

/// <summary>
/// The cosine transforms of JPEG codecs in whole numbers, 13 bits behind the point: of 8 numbers after Loeffler, Ligtenberg and Moschytz
/// (ICASSP 1989), and of 16 numbers to the 8 lowest frequencies. Rows keep two bits behind the point, which columns take away.
/// </summary>
internal static class JpegTransform
{
    private const int Bits = 13, KeptBits = 2, Middle = 128;

    /// <summary>8 pixels of a row, 0 to 255, to coefficients.</summary>
    public static void ForwardRow(Span<Vector<int>> v)
    {
        // LibTiff.NET rounds the seventh coefficient of a row twice
        var (low, middle) = Forward(v, Bits - KeptBits, rounding: 1 << (Bits - KeptBits));
        (v[0], v[4]) = ((low - new Vector<int>(8 * Middle)) << KeptBits, middle << KeptBits);
    }

    /// <summary>8 numbers of a column to coefficients, 8 times as large.</summary>
    public static void ForwardColumn(Span<Vector<int>> v)
    {
        var (low, middle) = Forward(v, Bits + KeptBits, rounding: 1 << (Bits + KeptBits - 1));
        (v[0], v[4]) = (Rounded(low, KeptBits), Rounded(middle, KeptBits));
    }

    /// <summary>16 pixels of a row to the first 8 coefficients.</summary>
    public static void ForwardRowHalved(Span<Vector<int>> v) => v[0] = (ForwardHalved(v, Bits - KeptBits)
        - new Vector<int>(16 * Middle)) << KeptBits;

    /// <summary>16 numbers of a column to the first 8 coefficients, 8 times as large.</summary>
    public static void ForwardColumnHalved(Span<Vector<int>> v) =>
        v[0] = Rounded(ForwardHalved(v, Bits + KeptBits + 2), KeptBits + 2);

    /// <summary>8 coefficients of a column back.</summary>
    public static void InverseColumn(Span<Vector<int>> v) => Inverse(v, Bits - KeptBits);

    /// <summary>8 numbers of a row back to pixels, 0 to 255.</summary>
    public static void InverseRow(Span<Vector<int>> v)
    {
        Inverse(v, Bits + KeptBits + 3);
        for (var i = 0; i < 8; i++)
        {
            v[i] = Vector.MinNative(Vector.MaxNative(v[i] + new Vector<int>(Middle), Vector<int>.Zero), new Vector<int>(255));
        }
    }

    // all but the first and the fifth coefficient, which need no multiplication
    private static (Vector<int> First, Vector<int> Fifth) Forward(Span<Vector<int>> v, int bits, int rounding)
    {
        var (s0, s1, s2, s3) = (v[0] + v[7], v[1] + v[6], v[2] + v[5], v[3] + v[4]);
        var (d0, d1, d2, d3) = (v[0] - v[7], v[1] - v[6], v[2] - v[5], v[3] - v[4]);
        var (a, b) = (s0 - s3, s1 - s2);
        var z = (a + b) * Fixed(0.541196100);
        v[2] = Rounded(z + (a * Fixed(0.765366865)), bits);
        v[6] = (z - (b * Fixed(1.847759065)) + new Vector<int>(rounding)) >> bits;
        var (z1, z2) = ((d3 + d0) * -Fixed(0.899976223), (d2 + d1) * -Fixed(2.562915447));
        var z5 = (d3 + d1 + d2 + d0) * Fixed(1.175875602);
        var (z3, z4) = (z5 - ((d3 + d1) * Fixed(1.961570560)), z5 - ((d2 + d0) * Fixed(0.390180644)));
        v[7] = Rounded((d3 * Fixed(0.298631336)) + z1 + z3, bits);
        v[5] = Rounded((d2 * Fixed(2.053119869)) + z2 + z4, bits);
        v[3] = Rounded((d1 * Fixed(3.072711026)) + z2 + z3, bits);
        v[1] = Rounded((d0 * Fixed(1.501321110)) + z1 + z4, bits);
        return (s0 + s3 + (s1 + s2), s0 + s3 - (s1 + s2));
    }

    // all but the first coefficient
    private static Vector<int> ForwardHalved(Span<Vector<int>> v, int bits)
    {
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (v[0] + v[15], v[1] + v[14], v[2] + v[13], v[3] + v[12], v[4] + v[11], v[5] + v[10],
            v[6] + v[9], v[7] + v[8]);
        var (d0, d1, d2, d3, d4, d5, d6, d7) = (v[0] - v[15], v[1] - v[14], v[2] - v[13], v[3] - v[12], v[4] - v[11], v[5] - v[10],
            v[6] - v[9], v[7] - v[8]);
        var (t0, t1, t2, t3) = (s0 + s7, s1 + s6, s2 + s5, s3 + s4);
        var (t4, t5, t6, t7) = (s0 - s7, s1 - s6, s2 - s5, s3 - s4);
        v[4] = Rounded(((t0 - t3) * Fixed(1.306562965)) + ((t1 - t2) * Fixed(0.541196100)), bits);
        var z = ((t7 - t5) * Fixed(0.275899379)) + ((t4 - t6) * Fixed(1.387039845));
        v[2] = Rounded(z + (t5 * Fixed(1.451774982)) + (t6 * Fixed(2.172734804)), bits);
        v[6] = Rounded(z - (t4 * Fixed(0.211164243)) - (t7 * Fixed(1.061594338)), bits);
        var a = ((d0 + d1) * Fixed(1.353318001)) + ((d6 - d7) * Fixed(0.410524528));
        var b = ((d0 + d2) * Fixed(1.247225013)) + ((d5 + d7) * Fixed(0.666655658));
        var c = ((d0 + d3) * Fixed(1.093201867)) + ((d4 - d7) * Fixed(0.897167586));
        var d = ((d1 + d2) * Fixed(0.138617169)) + ((d6 - d5) * Fixed(1.407403738));
        var e = ((d1 + d3) * -Fixed(0.666655658)) - ((d4 + d6) * Fixed(1.247225013));
        var f = ((d2 + d3) * -Fixed(1.353318001)) + ((d5 - d4) * Fixed(0.410524528));
        v[1] = Rounded(a + b + c - (d0 * Fixed(2.286341144)) + (d7 * Fixed(0.779653625)), bits);
        v[3] = Rounded(a + d + e + (d1 * Fixed(0.071888074)) - (d6 * Fixed(1.663905119)), bits);
        v[5] = Rounded(b + d + f - (d2 * Fixed(1.125726048)) + (d5 * Fixed(1.227391138)), bits);
        v[7] = Rounded(c + e + f + (d3 * Fixed(1.065388962)) + (d4 * Fixed(2.167985692)), bits);
        return t0 + t1 + t2 + t3;
    }

    private static void Inverse(Span<Vector<int>> v, int bits)
    {
        var z = (v[2] + v[6]) * Fixed(0.541196100);
        var (b, a) = (z - (v[6] * Fixed(1.847759065)), z + (v[2] * Fixed(0.765366865)));
        var (low, high) = ((v[0] + v[4]) << Bits, (v[0] - v[4]) << Bits);
        var (e0, e3, e1, e2) = (low + a, low - a, high + b, high - b);
        var (z1, z2) = ((v[7] + v[1]) * -Fixed(0.899976223), (v[5] + v[3]) * -Fixed(2.562915447));
        var z5 = (v[7] + v[3] + v[5] + v[1]) * Fixed(1.175875602);
        var (z3, z4) = (z5 - ((v[7] + v[3]) * Fixed(1.961570560)), z5 - ((v[5] + v[1]) * Fixed(0.390180644)));
        var o3 = (v[7] * Fixed(0.298631336)) + z1 + z3;
        var o2 = (v[5] * Fixed(2.053119869)) + z2 + z4;
        var o1 = (v[3] * Fixed(3.072711026)) + z2 + z3;
        var o0 = (v[1] * Fixed(1.501321110)) + z1 + z4;
        (v[0], v[7]) = (Rounded(e0 + o0, bits), Rounded(e0 - o0, bits));
        (v[1], v[6]) = (Rounded(e1 + o1, bits), Rounded(e1 - o1, bits));
        (v[2], v[5]) = (Rounded(e2 + o2, bits), Rounded(e2 - o2, bits));
        (v[3], v[4]) = (Rounded(e3 + o3, bits), Rounded(e3 - o3, bits));
    }

    private static Vector<int> Rounded(Vector<int> value, int bits) => (value + new Vector<int>(1 << (bits - 1))) >> bits;

    private static int Fixed(double value) => (int)((value * (1 << Bits)) + 0.5);
}
