using TorchSharp.Modules;

namespace MhdNet.Export.Layers;

/// <summary>LayerNormalization over the last axis.</summary>
internal sealed class LayerNormTranslator : LayerTranslator<LayerNorm>
{
    protected override OnnxValue Translate(OnnxGraph graph, LayerNorm layer, OnnxValue input) => graph.Node(
        "LayerNormalization", input.Shape, [input, graph.Weight("weight", layer.weight!), graph.Weight("bias", layer.bias!)],
        ("axis", -1), ("epsilon", layer.eps));
}
