using MhdNet.Methods.Blocks;

namespace MhdNet.Export.Layers;

/// <summary>Attention of all tokens to all, and two linear layers; both are added to what was there.</summary>
internal sealed class TransformerBlockTranslator : LayerTranslator<TransformerBlock>
{
    protected override OnnxValue Translate(OnnxGraph graph, TransformerBlock layer, OnnxValue input)
    {
        var mixed = graph.Plus(input, Attended(graph, layer, graph.Through(layer, "norm1", input)));
        var hidden = graph.Gelu(graph.Through(layer, "fc1", graph.Through(layer, "norm2", mixed)));
        return graph.Plus(mixed, graph.Through(layer, "fc2", hidden));
    }

    private static OnnxValue Attended(OnnxGraph graph, TransformerBlock layer, OnnxValue tokens)
    {
        var (count, width, heads) = (tokens.Shape[1], tokens.Shape[2], Insides.Heads(layer));
        var (side, all) = (width / heads, graph.Through(layer, "qkv", tokens)); // (B, N, 3 width)
        OnnxValue Part(int index, params int[] order) => graph.Transpose(
            graph.Reshape(graph.Narrow(all, 2, index * width, width), OnnxValue.AnyBatch, count, heads, side), order);

        var queries = graph.Times(Part(0, 0, 2, 1, 3), graph.Number(1 / Math.Sqrt(side)));   // (B, heads, N, side)
        var weights = graph.Softmax(graph.Product(queries, Part(1, 0, 2, 3, 1)), 3);
        var seen = graph.Transpose(graph.Product(weights, Part(2, 0, 2, 1, 3)), 0, 2, 1, 3);
        return graph.Through(layer, "projection", graph.Reshape(seen, OnnxValue.AnyBatch, count, width));
    }
}
