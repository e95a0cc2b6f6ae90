using MhdNet.Methods.Baselines;
using static TorchSharp.torch;

namespace MhdNet.Export.Classifiers;

/// <summary>The classes' frequencies, whatever is shown: one row for each sequence.</summary>
internal sealed class FrequencyTranslator : ClassifierTranslator<FrequencyClassifier>
{
    protected override OnnxValue Logits(OnnxGraph graph, FrequencyClassifier network, OnnxValue ct)
    {
        using var noGradient = no_grad();
        using var none = zeros([1, 1, .. ct.Shape.Skip(2)]);
        using var row = network.Heads(none, null)[0].Logits;
        var nothing = graph.Times(graph.Reshape(graph.Mean(ct, [2, 3, 4]), OnnxValue.AnyBatch, 1), graph.Number(0));
        return graph.Plus(nothing, graph.Weight("log frequencies", row));
    }
}
