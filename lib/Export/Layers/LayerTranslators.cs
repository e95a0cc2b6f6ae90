using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Export.Layers;

/// <summary>The kinds of layers that can be written as ONNX.</summary>
internal static class LayerTranslators
{
    private static readonly Dictionary<Type, LayerTranslator> _all = new LayerTranslator[]
    {
        new ConvolutionTranslator(), new BatchNormTranslator(), new LinearTranslator(), new ReluTranslator(), new SequentialTranslator(),
        new ResidualBlockTranslator(), new BottleneckBlockTranslator(), new LayerNormTranslator(), new TransformerBlockTranslator(),
        new DepthwiseConvolutionTranslator(), new SpikingAttentionTranslator(),
    }.ToDictionary(translator => translator.Layer);

    /// <summary>The kinds.</summary>
    public static IReadOnlyCollection<Type> Layers => _all.Keys;

    /// <summary>Writes a child of a module.</summary>
    /// <param name="graph">The graph; the module's path has been entered.</param>
    /// <param name="parent">The module.</param>
    /// <param name="child">The child's name.</param>
    /// <param name="input">What the child is given.</param>
    /// <returns>What it gives.</returns>
    /// <exception cref="InputException">There is no translation of such a layer.</exception>
    public static OnnxValue Through(this OnnxGraph graph, nn.Module parent, string child, OnnxValue input)
    {
        using var path = graph.Enter(child);
        return graph.Of(parent.Child<nn.Module>(child), input);
    }

    /// <summary>Writes a layer whose path has been entered.</summary>
    /// <exception cref="InputException">There is no translation of such a layer.</exception>
    public static OnnxValue Of(this OnnxGraph graph, nn.Module layer, OnnxValue input) =>
        _all.TryGetValue(layer.GetType(), out var translator) ? translator.Translate(graph, layer, input) : throw Refused(layer);

    /// <summary>A child of a module by its name.</summary>
    public static T Child<T>(this nn.Module parent, string name)
        where T : nn.Module =>
        (T)parent.named_children().First(child => child.name == name).module;

    /// <summary>Whether a module has a child of this name.</summary>
    public static bool HasChild(this nn.Module parent, string name) => parent.named_children().Any(child => child.name == name);

    /// <summary>The error for what has no translation.</summary>
    public static InputException Refused(nn.Module layer) => new(
        $"layer {layer.GetType().Name} cannot be written as ONNX: export the weights alone with --to FILE.safetensors");
}
