using MhdNet.Export.Layers;
using static TorchSharp.torch;

namespace MhdNet.Export.Classifiers;

/// <summary>The parts of a 3D ResNet, which have the same names in every network that has them.</summary>
internal static class ResNetTranslation
{
    /// <summary>Stem and pooling.</summary>
    public static OnnxValue Stem(OnnxGraph graph, nn.Module resnet, OnnxValue input) =>
        Pooled(graph, graph.Relu(graph.Through(resnet, "bn1", graph.Through(resnet, "conv1", input))));

    /// <summary>The pooling behind a stem: 3x3x3, stride 2, padding 1.</summary>
    public static OnnxValue Pooled(OnnxGraph graph, OnnxValue x) => graph.Node(
        "MaxPool", [.. x.Shape.Take(2), .. x.Shape.Skip(2).Select(size => ((size - 1) / 2) + 1)], [x],
        ("kernel_shape", new long[] { 3, 3, 3 }), ("strides", new long[] { 2, 2, 2 }), ("pads", new long[] { 1, 1, 1, 1, 1, 1 }));

    /// <summary>The stages that there are, each of the one before.</summary>
    public static IReadOnlyList<OnnxValue> Stages(OnnxGraph graph, nn.Module resnet, OnnxValue input)
    {
        var stages = new List<OnnxValue>();
        for (var x = Stem(graph, resnet, input); resnet.HasChild($"layer{stages.Count + 1}"); stages.Add(x))
        {
            x = Stage(graph, resnet, stages.Count, x);
        }

        return stages;
    }

    /// <summary>Stage <paramref name="index"/>, from 0.</summary>
    public static OnnxValue Stage(OnnxGraph graph, nn.Module resnet, int index, OnnxValue input) =>
        graph.Through(resnet, $"layer{index + 1}", input);

    /// <summary>Spatial pooling, frames side by side, classifier.</summary>
    public static OnnxValue Classify(OnnxGraph graph, nn.Module resnet, OnnxValue last) => graph.Through(
        resnet, "fc", graph.Reshape(graph.Mean(last, [3, 4]), OnnxValue.AnyBatch, last.Shape[1] * last.Shape[2]));

    /// <summary>A whole ResNet under its name: the logits.</summary>
    public static OnnxValue Logits(OnnxGraph graph, nn.Module parent, string child, OnnxValue input)
    {
        using var path = graph.Enter(child);
        var resnet = parent.Child<nn.Module>(child);
        return Classify(graph, resnet, Stages(graph, resnet, input)[^1]);
    }
}
