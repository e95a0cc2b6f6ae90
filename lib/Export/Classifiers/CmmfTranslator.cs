using MhdNet.Export.Layers;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.CtAlone;
using static TorchSharp.torch;

namespace MhdNet.Export.Classifiers;

/// <summary>CMMF-Net: the selector's soft mask, the distance to its centre, and a classifier that sees both with the masked CT.</summary>
internal sealed class CmmfTranslator : ClassifierTranslator<CmmfNetwork>
{
    protected override OnnxValue Logits(OnnxGraph graph, CmmfNetwork network, OnnxValue ct)
    {
        var stages = Selected(graph, network, ct);
        var joined = graph.Through(network, "lateral4", stages[3]);
        for (var s = 2; s >= 0; s--)
        {
            joined = graph.Plus(graph.Through(network, $"lateral{s + 1}", stages[s]), To(graph, joined, stages[s]));
        }

        var soft = graph.Sigmoid(To(graph, graph.Through(network, "mask", joined), ct));
        var seen = graph.Concat(1, graph.Times(ct, soft), Distance(graph, soft), To(graph, joined, ct));
        return ResNetTranslation.Logits(graph, network, "classifier", seen);
    }

    private static IReadOnlyList<OnnxValue> Selected(OnnxGraph graph, CmmfNetwork network, OnnxValue ct)
    {
        using var path = graph.Enter("selector");
        return ResNetTranslation.Stages(graph, network.Child<Encoder3d>("selector"), ct);
    }

    // up-sampled, linearly along each axis, to the sizes of another map
    private static OnnxValue To(OnnxGraph graph, OnnxValue x, OnnxValue other) => Enumerable.Range(2, 3).Aggregate(
        x, (map, axis) => map.Shape[axis] == other.Shape[axis]
            ? map
            : graph.Along(map, axis, Linear(graph, map.Shape[axis], other.Shape[axis])));

    private static OnnxValue Linear(OnnxGraph graph, long from, long to)
    {
        using var scope = NewDisposeScope();
        var mixing = nn.functional.interpolate(
            eye(from).unsqueeze(0), [to], mode: InterpolationMode.Linear, align_corners: false)[0];
        return graph.Weight($"linear {from} to {to}", mixing);
    }

    // Euclidean distance to the mask's centroid, in lengths of the sequence along each axis
    private static OnnxValue Distance(OnnxGraph graph, OnnxValue mask)
    {
        var mass = graph.Plus(graph.Sum(mask, [2, 3, 4]), graph.Number(1e-6));
        var squared = Enumerable.Range(2, 3).Select(axis =>
        {
            var place = Places(graph, axis, mask.Shape[axis]);
            var away = graph.Minus(place, graph.Over(graph.Sum(graph.Times(mask, place), [2, 3, 4]), mass));
            return graph.Times(away, away);
        }).Aggregate(graph.Plus);
        return graph.Sqrt(graph.Plus(squared, graph.Number(1e-12)));
    }

    private static OnnxValue Places(OnnxGraph graph, int axis, long count)
    {
        using var scope = NewDisposeScope();
        long[] shape = [1, 1, 1, 1, 1];
        shape[axis] = count;
        return graph.Weight($"places {axis}", ((arange(count, ScalarType.Float32) + 0.5) / count).reshape(shape));
    }
}
