namespace MhdNet.Export;

/// <summary>Operators that move values about and compute nothing.</summary>
internal static class OnnxArrays
{
    /// <summary>Brings an array to other sizes; the batch axis, where it has one, stays the first.</summary>
    public static OnnxValue Reshape(this OnnxGraph graph, OnnxValue x, params long[] shape) => graph.Node(
        "Reshape", shape, [x, graph.Whole([.. shape.Select(size => size == OnnxValue.AnyBatch ? 0 : size)])]); // 0: as it was

    public static OnnxValue Transpose(this OnnxGraph graph, OnnxValue x, params int[] order) => graph.Node(
        "Transpose", [.. order.Select(axis => x.Shape[axis])], [x], ("perm", Array.ConvertAll(order, axis => (long)axis)));

    /// <summary>Some places along an axis.</summary>
    public static OnnxValue Narrow(this OnnxGraph graph, OnnxValue x, int axis, long start, long length) => graph.Node(
        "Slice", x.ShapeWith(axis, length), [x, graph.Whole(start), graph.Whole(start + length), graph.Whole(axis)]);

    /// <summary>A window of the rows and columns of a frame.</summary>
    public static OnnxValue Window(this OnnxGraph graph, OnnxValue x, long row, long column, long rows, long columns) => graph.Node(
        "Slice", [.. x.Shape.Take(3), rows, columns],
        [x, graph.Whole(row, column), graph.Whole(row + rows, column + columns), graph.Whole(3, 4)]);

    /// <summary>Zeros around every frame, and before and after the sequence.</summary>
    public static OnnxValue Pad(this OnnxGraph graph, OnnxValue x, long frames, long rows, long columns) => graph.Node(
        "Pad", [.. x.Shape.Take(2), x.Shape[2] + (2 * frames), x.Shape[3] + (2 * rows), x.Shape[4] + (2 * columns)],
        [x, graph.Whole(0, 0, frames, rows, columns, 0, 0, frames, rows, columns)]);

    public static OnnxValue Concat(this OnnxGraph graph, int axis, params OnnxValue[] parts) => graph.Node(
        "Concat", parts[0].ShapeWith(axis, parts.Sum(part => part.Shape[axis])), parts, ("axis", axis));
}
