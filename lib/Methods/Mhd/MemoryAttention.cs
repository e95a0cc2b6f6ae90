using MhdNet.Networks.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Reading of memory items by cosine attention. The matrix of all queries by all items never exists whole, and the backward pass keeps
/// no part of it. Large float32 products run in bfloat16 where the machine is fast and right at that (<see cref="BFloat16Products"/>).
/// </summary>
public static class MemoryAttention
{
    private const long LargeProduct = 1L << 30;   // multiply-adds, a few milliseconds: below that there is nothing to win

    /// <summary>
    /// Eqs. 7 and 8: each query's attention over all items of all types, and the items averaged under it.
    /// <code>
    /// A_{i,j,k} = exp(Ŝ_{i,j,k}) / Σ_{c=1}^{K} Σ_{m=1}^{M} exp(Ŝ_{m,j,c})
    /// f_{rec,j}^{ss'} = Σ_{k=1}^{K} Σ_{i=1}^{M} A_{i,j,k} e_{i,k}
    /// </code>
    /// Ŝ is the cosine of query j and item (i, k), as in Eq. 5, divided by the temperature.
    /// </summary>
    /// <param name="queries">q, of any length, (N, D).</param>
    /// <param name="items">e of all seen types, (P, D), P = K M where all are seen.</param>
    /// <param name="temperature">Divides the cosines; Eq. 7 has 1.</param>
    /// <returns>f_rec, (N, D).</returns>
    public static Tensor Read(Tensor queries, Tensor items, double temperature) =>
        Read(queries, items, temperature, Precision(queries, items));

    /// <summary>The same with matrix products in a given precision.</summary>
    /// <param name="queries">Of any length, (N, D).</param>
    /// <param name="items">Of all seen types, (P, D).</param>
    /// <param name="temperature">Divides the cosines.</param>
    /// <param name="products">Precision to which the factors are rounded.</param>
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
