using static TorchSharp.torch;

namespace MhdNet.Export.Layers;

/// <summary>Writes one kind of layer, of one input and one output, as ONNX; as it is deployed, in evaluation mode.</summary>
internal abstract class LayerTranslator
{
    /// <summary>The kind.</summary>
    public abstract Type Layer { get; }

    /// <summary>Writes a layer.</summary>
    /// <param name="graph">The graph; the layer's path has been entered.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">What it is given.</param>
    /// <returns>What it gives.</returns>
    public abstract OnnxValue Translate(OnnxGraph graph, nn.Module layer, OnnxValue input);
}

/// <inheritdoc/>
internal abstract class LayerTranslator<T> : LayerTranslator
    where T : nn.Module
{
    /// <inheritdoc/>
    public sealed override Type Layer => typeof(T);

    /// <inheritdoc/>
    public sealed override OnnxValue Translate(OnnxGraph graph, nn.Module layer, OnnxValue input) => Translate(graph, (T)layer, input);

    /// <inheritdoc cref="LayerTranslator.Translate"/>
    protected abstract OnnxValue Translate(OnnxGraph graph, T layer, OnnxValue input);
}
