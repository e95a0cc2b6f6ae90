using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MhdNet.Networks.Kernels;

/// <summary>
/// The innermost loops of the involution, over memory that <see cref="PaddedRows"/> made large enough. All sums stay in registers; a
/// value that was read serves every pixel of the tile that needs it.
/// </summary>
/// <remarks>What runs often, here and around it, is fully optimised at once: a short session need not wait for code to warm up.</remarks>
internal static unsafe class InvolutionTile<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>Pixels of a tile of <see cref="Gather"/>.</summary>
    public const int Pixels = 4;

    /// <summary>Neighbours that <see cref="Correlate"/> takes at once.</summary>
    public const int Neighbours = 8;

    /// <summary>Channels of a tile of <see cref="Gather"/>.</summary>
    public static int Channels => 4 * TLanes.Width;

    /// <summary>Four pixels of a row: the sum of their kappa x kappa neighbours, each weighed by the pixel's own kernel.</summary>
    /// <param name="x">Upper left neighbour of the first pixel; pixels lie <see cref="Channels"/> apart.</param>
    /// <param name="rowStride">Floats from one row of x to the next.</param>
    /// <param name="k">Kernel of the first pixel; the next pixel's lies kappa^2 further.</param>
    /// <param name="kappa">Side of a kernel, at least 1.</param>
    /// <param name="y">Result of the first pixel.</param>
    /// <param name="pixelStride">Floats from one pixel of y to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* x, int rowStride, float* k, int kappa, float* y, int pixelStride)
    {
        var (w, next) = (TLanes.Width, kappa * kappa);
        TVector a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        TVector c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        for (var u = 0; u < kappa; u++, k += kappa, x += rowStride)
        {
            // neighbour j of the row is neighbour j - p of pixel p
            float* place = x, ka = k, kb = ka + next - 1, kc = kb + next - 1, kd = kc + next - 1;
            for (var j = 0; j < kappa + Pixels - 1; j++, place += 4 * w)
            {
                TVector x0 = TLanes.Load(place), x1 = TLanes.Load(place + w);
                TVector x2 = TLanes.Load(place + (2 * w)), x3 = TLanes.Load(place + (3 * w));
                if (j < kappa)
                {
                    Add(ka[j], x0, x1, x2, x3, ref a0, ref a1, ref a2, ref a3);
                }

                if ((uint)(j - 1) < (uint)kappa)
                {
                    Add(kb[j], x0, x1, x2, x3, ref b0, ref b1, ref b2, ref b3);
                }

                if ((uint)(j - 2) < (uint)kappa)
                {
                    Add(kc[j], x0, x1, x2, x3, ref c0, ref c1, ref c2, ref c3);
                }

                if (j >= 3)
                {
                    Add(kd[j], x0, x1, x2, x3, ref d0, ref d1, ref d2, ref d3);
                }
            }
        }

        Store(y, a0, a1, a2, a3);
        Store(y + pixelStride, b0, b1, b2, b3);
        Store(y + (2 * (nint)pixelStride), c0, c1, c2, c3);
        Store(y + (3 * (nint)pixelStride), d0, d1, d2, d3);
    }

    /// <summary>Two neighbouring pixels: their scalar products with eight neighbours in a row.</summary>
    /// <param name="g">The first pixel; the second lies <paramref name="channels"/> further.</param>
    /// <param name="x">The first neighbour; the others lie <paramref name="channels"/> apart.</param>
    /// <param name="channels">Channels, a multiple of the vector's width.</param>
    /// <param name="sums">Sixteen sums: those of the first pixel, then the second's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate(float* g, float* x, int channels, float* sums)
    {
        TVector a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        TVector b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        nint n = channels;
        for (nint i = 0; i < n; i += TLanes.Width)
        {
            TVector g0 = TLanes.Load(g + i), g1 = TLanes.Load(g + n + i);
            var at = x + i;
            Add(TLanes.Load(at), g0, g1, ref a0, ref b0);
            Add(TLanes.Load(at + n), g0, g1, ref a1, ref b1);
            Add(TLanes.Load(at + (2 * n)), g0, g1, ref a2, ref b2);
            Add(TLanes.Load(at + (3 * n)), g0, g1, ref a3, ref b3);
            at += 4 * n;
            Add(TLanes.Load(at), g0, g1, ref a4, ref b4);
            Add(TLanes.Load(at + n), g0, g1, ref a5, ref b5);
            Add(TLanes.Load(at + (2 * n)), g0, g1, ref a6, ref b6);
            Add(TLanes.Load(at + (3 * n)), g0, g1, ref a7, ref b7);
        }

        TLanes.Sums(a0, a1, a2, a3).Store(sums);
        TLanes.Sums(a4, a5, a6, a7).Store(sums + 4);
        TLanes.Sums(b0, b1, b2, b3).Store(sums + 8);
        TLanes.Sums(b4, b5, b6, b7).Store(sums + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        float weight, TVector x0, TVector x1, TVector x2, TVector x3, ref TVector y0, ref TVector y1, ref TVector y2, ref TVector y3)
    {
        var k = TLanes.Fill(weight);
        y0 = TLanes.MultiplyAdd(x0, k, y0);
        y1 = TLanes.MultiplyAdd(x1, k, y1);
        y2 = TLanes.MultiplyAdd(x2, k, y2);
        y3 = TLanes.MultiplyAdd(x3, k, y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector x, TVector g0, TVector g1, ref TVector y0, ref TVector y1)
    {
        y0 = TLanes.MultiplyAdd(x, g0, y0);
        y1 = TLanes.MultiplyAdd(x, g1, y1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, TVector y0, TVector y1, TVector y2, TVector y3)
    {
        TLanes.Store(to, y0);
        TLanes.Store(to + TLanes.Width, y1);
        TLanes.Store(to + (2 * TLanes.Width), y2);
        TLanes.Store(to + (3 * TLanes.Width), y3);
    }
}
