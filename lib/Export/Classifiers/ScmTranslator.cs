using MhdNet.Export.Layers;
using MhdNet.Methods.CtAlone;

namespace MhdNet.Export.Classifiers;

/// <summary>SCM-Net: depthwise-separable stages with their spiking attention.</summary>
internal sealed class ScmTranslator : ClassifierTranslator<ScmNetwork>
{
    protected override OnnxValue Logits(OnnxGraph graph, ScmNetwork network, OnnxValue ct)
    {
        var stem = graph.Relu(graph.Through(network, "norm", graph.Through(network, "stem", ct)));
        var last = Enumerable.Range(1, 4).Aggregate(
            ResNetTranslation.Pooled(graph, stem), (x, stage) => graph.Through(network, $"stage{stage}", x));
        return ResNetTranslation.Classify(graph, network, last);
    }
}
