using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Export.Layers;

/// <summary>relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x)).</summary>
internal sealed class ResidualBlockTranslator : LayerTranslator<ResidualBlock>
{
    protected override OnnxValue Translate(OnnxGraph graph, ResidualBlock layer, OnnxValue input) => Block(graph, layer, input, 2);

    /// <summary>As many convolutions, each normalised, and a shortcut over all.</summary>
    public static OnnxValue Block(OnnxGraph graph, nn.Module layer, OnnxValue input, int convolutions)
    {
        var x = input;
        for (var i = 1; i <= convolutions; i++)
        {
            x = graph.Through(layer, $"bn{i}", graph.Through(layer, $"conv{i}", x));
            x = i < convolutions ? graph.Relu(x) : x;
        }

        return graph.Relu(graph.Plus(x, layer.HasChild("downsample") ? graph.Through(layer, "downsample", input) : input));
    }
}
