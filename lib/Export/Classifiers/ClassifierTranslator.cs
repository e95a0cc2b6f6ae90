using MhdNet.Networks;

namespace MhdNet.Export.Classifiers;

/// <summary>Writes one kind of network that needs CT alone as ONNX.</summary>
internal abstract class ClassifierTranslator
{
    /// <summary>The kind.</summary>
    public abstract Type Network { get; }

    /// <summary>Writes a network.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="network">The network.</param>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <returns>The answer's logits, (B, classes).</returns>
    public abstract OnnxValue Logits(OnnxGraph graph, Classifier network, OnnxValue ct);
}

/// <inheritdoc/>
internal abstract class ClassifierTranslator<T> : ClassifierTranslator
    where T : Classifier
{
    /// <inheritdoc/>
    public sealed override Type Network => typeof(T);

    /// <inheritdoc/>
    public sealed override OnnxValue Logits(OnnxGraph graph, Classifier network, OnnxValue ct) => Logits(graph, (T)network, ct);

    /// <inheritdoc cref="ClassifierTranslator.Logits"/>
    protected abstract OnnxValue Logits(OnnxGraph graph, T network, OnnxValue ct);
}
