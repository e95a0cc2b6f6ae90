using MhdNet.Methods.Controls;
using MhdNet.Networks;

namespace MhdNet.Export.Classifiers;

/// <summary>log((1 / n) Σ softmax(l_i)) of several networks.</summary>
internal sealed class MeanTranslator : ClassifierTranslator<MeanClassifier>
{
    protected override OnnxValue Logits(OnnxGraph graph, MeanClassifier network, OnnxValue ct)
    {
        var members = network.named_children().Select(member =>
        {
            using var path = graph.Enter(member.name);
            return graph.LogSoftmax(graph.Logits((Classifier)member.module, ct), 1);
        }).ToArray();
        return graph.Minus(Mixed(graph, members), graph.Number(Math.Log(members.Length)));
    }

    /// <summary>log Σ exp of several networks' logits, (B, classes) each.</summary>
    public static OnnxValue Mixed(OnnxGraph graph, IReadOnlyList<OnnxValue> members)
    {
        var beside = members.Select(member => graph.Node("Unsqueeze", [1, .. member.Shape], [member, graph.Whole(0)])).ToArray();
        return graph.LogSumExp(graph.Concat(0, beside));
    }
}
