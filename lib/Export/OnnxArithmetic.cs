namespace MhdNet.Export;

/// <summary>Operators that compute: each adds one node (or what one formula needs) and knows the sizes of its result.</summary>
internal static class OnnxArithmetic
{
    public static OnnxValue Relu(this OnnxGraph graph, OnnxValue x) => graph.Node("Relu", x.Shape, [x]);

    public static OnnxValue Sigmoid(this OnnxGraph graph, OnnxValue x) => graph.Node("Sigmoid", x.Shape, [x]);

    public static OnnxValue Sqrt(this OnnxGraph graph, OnnxValue x) => graph.Node("Sqrt", x.Shape, [x]);

    public static OnnxValue Softmax(this OnnxGraph graph, OnnxValue x, int axis) => graph.Node("Softmax", x.Shape, [x], ("axis", axis));

    public static OnnxValue LogSoftmax(this OnnxGraph graph, OnnxValue x, int axis) =>
        graph.Node("LogSoftmax", x.Shape, [x], ("axis", axis));

    public static OnnxValue Plus(this OnnxGraph graph, OnnxValue a, OnnxValue b) => graph.Node("Add", Broadcast(a, b), [a, b]);

    public static OnnxValue Minus(this OnnxGraph graph, OnnxValue a, OnnxValue b) => graph.Node("Sub", Broadcast(a, b), [a, b]);

    public static OnnxValue Times(this OnnxGraph graph, OnnxValue a, OnnxValue b) => graph.Node("Mul", Broadcast(a, b), [a, b]);

    public static OnnxValue Over(this OnnxGraph graph, OnnxValue a, OnnxValue b) => graph.Node("Div", Broadcast(a, b), [a, b]);

    /// <summary>x (1 + erf(x / √2)) / 2.</summary>
    public static OnnxValue Gelu(this OnnxGraph graph, OnnxValue x)
    {
        var erf = graph.Node("Erf", x.Shape, [graph.Over(x, graph.Number(Math.Sqrt(2)))]);
        return graph.Times(graph.Times(x, graph.Plus(erf, graph.Number(1))), graph.Number(0.5));
    }

    /// <summary>(..., n, k) times (..., k, m).</summary>
    public static OnnxValue Product(this OnnxGraph graph, OnnxValue left, OnnxValue right)
    {
        var outer = left.Rank >= right.Rank ? left.Shape.SkipLast(2) : right.Shape.SkipLast(2);
        return graph.Node("MatMul", [.. outer, left.Shape[^2], right.Shape[^1]], [left, right]);
    }

    /// <summary>Mean along axes, which go unless they are kept.</summary>
    public static OnnxValue Mean(this OnnxGraph graph, OnnxValue x, long[] axes, bool keep = false) => graph.Node(
        "ReduceMean", Reduced(x, axes, keep), [x], ("axes", axes), ("keepdims", keep ? 1 : 0));

    /// <summary>Sum along axes, which are kept.</summary>
    public static OnnxValue Sum(this OnnxGraph graph, OnnxValue x, long[] axes) => graph.Node(
        "ReduceSum", Reduced(x, axes, keep: true), [x, graph.Whole(axes)], ("keepdims", 1));

    /// <summary>log Σ exp(x) along the first axis, which goes.</summary>
    public static OnnxValue LogSumExp(this OnnxGraph graph, OnnxValue x) => graph.Node(
        "ReduceLogSumExp", [.. x.Shape.Skip(1)], [x], ("axes", new long[] { 0 }), ("keepdims", 0));

    /// <summary>
    /// Mixes the places of one spatial axis by a constant matrix: pooling, up-sampling, all that is linear along an axis.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">(B, C, T, H, W).</param>
    /// <param name="axis">2, 3 or 4.</param>
    /// <param name="mixing">(places of x, places of the result).</param>
    public static OnnxValue Along(this OnnxGraph graph, OnnxValue x, int axis, OnnxValue mixing)
    {
        if (axis == 4)
        {
            return graph.Product(x, mixing);
        }

        var last = graph.Transpose(x, Swapped(axis));
        return graph.Transpose(graph.Product(last, mixing), Swapped(axis));
    }

    private static int[] Swapped(int axis) => axis switch
    {
        2 => [0, 1, 4, 3, 2],
        3 => [0, 1, 2, 4, 3],
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "a spatial axis is 2, 3 or 4"),
    };

    private static long[] Reduced(OnnxValue x, long[] axes, bool keep) =>
        [.. x.Shape.Index().Where(size => keep || !axes.Contains(size.Index)).Select(size => axes.Contains(size.Index) ? 1 : size.Item)];

    private static long[] Broadcast(OnnxValue a, OnnxValue b)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        long Size(OnnxValue value, int axis) => axis < rank - value.Rank ? 1 : value.Shape[axis - rank + value.Rank];
        return [.. Enumerable.Range(0, rank).Select(axis => (Size(a, axis), Size(b, axis)) switch
        {
            (1, var size) => size,
            (var size, 1) => size,
            var (first, second) when first == second => first,
            var (first, second) => throw new ArgumentException($"axis {axis} has {first} places here and {second} there: {a}, {b}"),
        })];
    }
}
