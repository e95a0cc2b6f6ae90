using MhdNet.Networks;

namespace MhdNet.Export.Layers;

/// <summary>Conv: zero padding, one group.</summary>
internal sealed class ConvolutionTranslator : LayerTranslator<Convolution>
{
    protected override OnnxValue Translate(OnnxGraph graph, Convolution layer, OnnxValue input)
    {
        var weight = graph.Weight("weight", layer.Weight);
        return Write(graph, layer, input, layer.Bias is { } bias ? [input, weight, graph.Weight("bias", bias)] : [input, weight]);
    }

    /// <summary>A layer's convolution with other weights of the same kernel.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layer">Gives kernel, stride and padding.</param>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <param name="given">Input, weight and, where there is one, bias.</param>
    public static OnnxValue Write(OnnxGraph graph, Convolution layer, OnnxValue input, IReadOnlyList<OnnxValue> given)
    {
        var shape = layer.ShapeAt([1, .. input.Shape.Skip(1)]);
        return graph.Node("Conv", [OnnxValue.AnyBatch, .. shape.Output[1..]], given,
            ("kernel_shape", shape.Weight[2..]), ("strides", shape.Stride), ("pads", (long[])[.. shape.Padding, .. shape.Padding]));
    }
}
