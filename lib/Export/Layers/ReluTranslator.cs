using TorchSharp.Modules;

namespace MhdNet.Export.Layers;

/// <summary>Relu.</summary>
internal sealed class ReluTranslator : LayerTranslator<ReLU>
{
    protected override OnnxValue Translate(OnnxGraph graph, ReLU layer, OnnxValue input) => graph.Relu(input);
}
