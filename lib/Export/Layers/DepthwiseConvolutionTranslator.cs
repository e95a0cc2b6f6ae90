using MhdNet.Methods.Blocks;

namespace MhdNet.Export.Layers;

/// <summary>Conv with a group for every channel.</summary>
internal sealed class DepthwiseConvolutionTranslator : LayerTranslator<DepthwiseConvolution>
{
    protected override OnnxValue Translate(OnnxGraph graph, DepthwiseConvolution layer, OnnxValue input)
    {
        var (channels, stride) = (input.Shape[1], Insides.Stride(layer));
        var weight = graph.Weight("weight", layer.get_parameter("weight")!.reshape(channels, 1, 3, 3, 3));
        return graph.Node("Conv", [.. input.Shape.Take(2), .. input.Shape.Skip(2).Select(size => ((size - 1) / stride) + 1)],
            [input, weight], ("kernel_shape", new long[] { 3, 3, 3 }), ("strides", (long[])[stride, stride, stride]),
            ("pads", new long[] { 1, 1, 1, 1, 1, 1 }), ("group", (int)channels));
    }
}
