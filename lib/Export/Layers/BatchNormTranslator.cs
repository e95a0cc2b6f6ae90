using TorchSharp.Modules;

namespace MhdNet.Export.Layers;

/// <summary>BatchNormalization by the statistics that the training left.</summary>
internal sealed class BatchNormTranslator : LayerTranslator<BatchNorm3d>
{
    protected override OnnxValue Translate(OnnxGraph graph, BatchNorm3d layer, OnnxValue input) => graph.Node(
        "BatchNormalization", input.Shape,
        [
            input, graph.Weight("weight", layer.weight!), graph.Weight("bias", layer.bias!),
            graph.Weight("running_mean", layer.running_mean!), graph.Weight("running_var", layer.running_var!),
        ],
        ("epsilon", layer.eps));
}
