using TorchSharp.Modules;

namespace MhdNet.Export.Layers;

/// <summary>A matrix product, and a bias where there is one.</summary>
internal sealed class LinearTranslator : LayerTranslator<Linear>
{
    protected override OnnxValue Translate(OnnxGraph graph, Linear layer, OnnxValue input)
    {
        var product = graph.Product(input, graph.Weight("weight.T", layer.weight!.t()));
        return layer.bias is { } bias ? graph.Plus(product, graph.Weight("bias", bias)) : product;
    }
}
