using MhdNet.Networks.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Queries read from memory items by cosine attention (Eqs. 7, 8). No matrix of all queries by all items is ever whole, and the backward
/// pass keeps none. Large float32 products run in bfloat16 where the machine is fast and right at that (<see cref="BFloat16Products"/>).
/// </summary>
public static class MemoryAttention
{
    private const long LargeProduct = 1L << 30;   // multiply-adds, a few milliseconds: with less there is nothing to win

    /// <summary>Items averaged under each query's attention.</summary>
    /// <param name="queries">Of any length, (N, D).</param>
    /// <param name="items">Of all seen types, (P, D).</param>
    /// <param name="temperature">Divides the cosines.</param>
    /// <returns>(N, D).</returns>
    public static Tensor Read(Tensor queries, Tensor items, double temperature) =>
        Read(queries, items, temperature, Precision(queries, items));

    /// <summary>The same with matrix products in a given precision.</summary>
    /// <param name="queries">Of any length, (N, D).</param>
    /// <param name="items">Of all seen types, (P, D).</param>
    /// <param name="temperature">Divides the cosines.</param>
    /// <param name="products">Precision that factors are rounded to.</param>
    /// <returns>(N, D), in the queries' precision.</returns>
    public static Tensor Read(Tensor queries, Tensor items, double temperature, ScalarType products) =>
        AttentionStep.apply(queries, items, temperature, products);

    private static ScalarType Precision(Tensor queries, Tensor items)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(items);
        var (n, d, p) = (AttentionStep.Chunks(queries, items).First().Count, queries.shape[1], items.shape[0]);
        if (queries.dtype != ScalarType.Float32 || queries.device_type != DeviceType.CPU || n * d * p < LargeProduct)
        {
            return queries.dtype;
        }

        return BFloat16Products.Trusted(n, d, p) && BFloat16Products.Trusted(n, p, d) && BFloat16Products.Trusted(p, n, d)
            ? ScalarType.BFloat16
            : ScalarType.Float32;
    }
}
