using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// <see cref="MemoryAttention"/> as one step of autograd. The queries-by-items matrix exists for a few hundred queries at a time; the
/// backward pass computes it again instead of keeping it.
/// </summary>
/// <remarks>
/// Keys and items enter the products less their mean, attention less 1 / P. That changes nothing (a softmax does not see what all scores
/// share, and its rows sum to 1), but the remainders are small, so the products may be rounded to bfloat16. All else keeps the precision
/// of the queries.
/// </remarks>
internal sealed class AttentionStep : autograd.SingleTensorFunction<AttentionStep>
{
    private const long ScoresAtATime = 1 << 21;   // 8 MB in float32

    public override string Name => nameof(AttentionStep);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (queries, items, temperature, products) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2], (ScalarType)vars[3]);
        using var scope = NewDisposeScope();
        var memory = new Sides(queries, items, temperature, products);
        var read = empty_like(queries);
        foreach (var (start, count) in Chunks(queries, items))
        {
            using var step = NewDisposeScope();
            read.narrow(0, start, count).copy_(memory.Centred(memory.Attention(start, count)).matmul(memory.Items));
        }

        read.add_(memory.MeanItem);
        ctx.save_for_backward([queries, items, read]);
        ctx.save_data("temperature", temperature);
        ctx.save_data("products", products);
        return read.MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (temperature, products) = ((double)ctx.get_data("temperature"), (ScalarType)ctx.get_data("products"));
        using var scope = NewDisposeScope();
        var (queries, items, read) = (saved[0], saved[1], saved[2]);
        var memory = new Sides(queries, items, temperature, products);
        var gradient = grad_output.to_type(products);
        var shared = Shared(grad_output, read, memory.MeanItem);
        var (toQueries, toKeys, toItems) = (empty_like(queries), zeros_like(items), zeros_like(items));
        foreach (var (start, count) in Chunks(queries, items))
        {
            using var step = NewDisposeScope();
            var (rows, attention) = (gradient.narrow(0, start, count), memory.Attention(start, count));
            toItems.add_(memory.Centred(attention).t().matmul(rows));
            var toScores = (rows.matmul(memory.Items.t()) - shared.narrow(0, start, count)).mul_(attention).to_type(products);
            toQueries.narrow(0, start, count).copy_(toScores.matmul(memory.Keys));
            toKeys.add_(toScores.t().matmul(memory.Queries.narrow(0, start, count)));   // queries carry 1 / temperature
        }

        toItems.add_(grad_output.sum(dim: 0) / items.shape[0]);   // the 1 / P of every attention
        CosineAttention.ThroughUnit(items, toKeys);
        CosineAttention.ThroughUnit(queries, toQueries.div_(temperature));
        toItems.add_(toKeys);
        toQueries.MoveToOuterDisposeScope();
        toItems.MoveToOuterDisposeScope();
        saved.ForEach(tensor => tensor.Dispose());
        return [toQueries, toItems, null!, null!];   // neither temperature nor precision has a gradient
    }

    // (N, 1): what the backward pass of a softmax subtracts from every value of a row
    private static Tensor Shared(Tensor gradient, Tensor read, Tensor mean)
    {
        using var scope = NewDisposeScope();
        return (read - mean).mul_(gradient).sum(dim: 1, keepdim: true).MoveToOuterDisposeScope();
    }

    /// <summary>Runs of queries that are computed together.</summary>
    public static IEnumerable<(long Start, long Count)> Chunks(Tensor queries, Tensor items)
    {
        var size = Math.Max(1, ScoresAtATime / items.shape[0]);
        for (var start = 0L; start < queries.shape[0]; start += size)
        {
            yield return (start, Math.Min(size, queries.shape[0] - start));
        }
    }

    /// <summary>Both sides of the attention, ready for the products.</summary>
    private sealed class Sides
    {
        private readonly ScalarType _precision, _products;

        public Sides(Tensor queries, Tensor items, double temperature, ScalarType products)
        {
            (_precision, _products) = (queries.dtype, products);
            MeanItem = items.mean([0], keepdim: true);
            Queries = Ready(() => CosineAttention.Unit(queries).div_(temperature));
            Keys = Ready(() =>
            {
                var keys = CosineAttention.Unit(items);
                return keys.sub_(keys.mean([0], keepdim: true));
            });
            Items = Ready(() => items - MeanItem);
        }

        /// <summary>Unit queries over the temperature, (N, D).</summary>
        public Tensor Queries { get; }

        /// <summary>Unit items less their mean, (P, D).</summary>
        public Tensor Keys { get; }

        /// <summary>Items less their mean, (P, D).</summary>
        public Tensor Items { get; }

        /// <summary>(1, D).</summary>
        public Tensor MeanItem { get; }

        /// <summary>Attention of some of the queries, (count, P).</summary>
        public Tensor Attention(long start, long count) =>
            nn.functional.softmax(Queries.narrow(0, start, count).matmul(Keys.t()), dim: 1, dtype: _precision);

        /// <summary>Attention less 1 / P, ready for the products.</summary>
        public Tensor Centred(Tensor attention) => Ready(() => attention - (1.0 / Keys.shape[0]));

        // the tensors it was made from are freed at once
        private Tensor Ready(Func<Tensor> make)
        {
            using var scope = NewDisposeScope();
            return make().to_type(_products).MoveToOuterDisposeScope();
        }
    }
}
