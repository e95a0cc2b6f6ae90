using MhdNet.Networks;

namespace MhdNet.Export.Layers;

/// <summary>The block of ResNet-50: three convolutions and a shortcut.</summary>
internal sealed class BottleneckBlockTranslator : LayerTranslator<BottleneckBlock>
{
    protected override OnnxValue Translate(OnnxGraph graph, BottleneckBlock layer, OnnxValue input) =>
        ResidualBlockTranslator.Block(graph, layer, input, 3);
}
