using TorchSharp.Modules;

namespace MhdNet.Export.Layers;

/// <summary>One layer after the other.</summary>
internal sealed class SequentialTranslator : LayerTranslator<Sequential>
{
    protected override OnnxValue Translate(OnnxGraph graph, Sequential layer, OnnxValue input) =>
        layer.named_children().Aggregate(input, (x, child) => graph.Through(layer, child.name, x));
}
