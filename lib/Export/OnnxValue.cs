namespace MhdNet.Export;

/// <summary>A tensor of an ONNX graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">Its sizes; the first is <see cref="AnyBatch"/> where it is the number of sequences.</param>
internal sealed record OnnxValue(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>In place of a size that is known when the graph runs only.</summary>
    public const long AnyBatch = -1;

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Count;

    /// <summary>The sizes with one of them replaced.</summary>
    public long[] ShapeWith(int axis, long size) => [.. Shape.Select((old, index) => index == axis ? size : old)];
}
