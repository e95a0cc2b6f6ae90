using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Export.Classifiers;

/// <summary>Reading of the frozen memory: f_mem = reshape(Σ_k z(k) χ(k)) of stages one to three (Eq. 11).</summary>
internal static class MemoryTranslation
{
    /// <summary>Writes it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="network">Sizes of what it holds.</param>
    /// <param name="prediction">z, (B, classes), or (1, classes) where all sequences have the same.</param>
    /// <returns>(B, C, T, H, W) each.</returns>
    public static IReadOnlyList<OnnxValue> Read(OnnxGraph graph, FrozenMemory memory, NetworkOptions network, OnnxValue prediction)
    {
        using var path = graph.Enter("memory");
        var confidence = graph.Narrow(prediction, 1, 0, memory.TypeCount); // (B, K)
        var banks = memory.named_buffers().ToDictionary(buffer => buffer.name, buffer => buffer.buffer);
        return [.. network.MemoryStages().Select((shape, s) =>
        {
            var (rows, columns) = memory.Options.Grid(s + 1, shape);
            using var flat = banks[$"bank{s + 1}"].flatten(1); // (K, M D)
            var read = graph.Product(confidence, graph.Weight($"bank{s + 1}", flat));
            var items = graph.Reshape(read, prediction.Shape[0], rows, columns, shape.Frames, shape.Channels);
            var map = graph.Transpose(items, 0, 4, 3, 1, 2);
            map = rows == shape.Height ? map : graph.Along(map, 3, Nearest(graph, rows, shape.Height));
            return columns == shape.Width ? map : graph.Along(map, 4, Nearest(graph, columns, shape.Width));
        })];
    }

    // (places of the grid, places of the map): 1 where the map takes its value from
    private static OnnxValue Nearest(OnnxGraph graph, int from, int to)
    {
        using var scope = NewDisposeScope();
        var chosen = nn.functional.interpolate(eye(from).unsqueeze(0), [to], mode: InterpolationMode.Nearest)[0];
        return graph.Weight($"nearest {from} to {to}", chosen);
    }
}
