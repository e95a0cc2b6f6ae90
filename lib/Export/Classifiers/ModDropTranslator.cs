using MhdNet.Export.Layers;
using MhdNet.Methods.MissingModality;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Export.Classifiers;

/// <summary>ModDrop++ with pathology missing: its first convolution has the kernels of that case, and CT is its one channel.</summary>
internal sealed class ModDropTranslator : ClassifierTranslator<ModDropNetwork>
{
    protected override OnnxValue Logits(OnnxGraph graph, ModDropNetwork network, OnnxValue ct)
    {
        var x = Dynamic(graph, network, ct);
        x = ResNetTranslation.Pooled(graph, graph.Relu(graph.Through(network, "bn1", x)));
        for (var s = 0; s < 4; s++)
        {
            x = ResNetTranslation.Stage(graph, network, s, x);
        }

        return ResNetTranslation.Classify(graph, network, x);
    }

    private static OnnxValue Dynamic(OnnxGraph graph, ModDropNetwork network, OnnxValue ct)
    {
        using var path = graph.Enter("dynamic");
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var kernel = network.Dynamic.Child<Convolution>("kernel");
        var (outputs, inputs) = ((int)kernel.Weight.shape[0], (int)kernel.Weight.shape[1]);
        var factors = network.Dynamic.Controller.call(tensor(new[] { 1f, 0f })); // CT is there, pathology is not
        var weight = kernel.Weight * factors.narrow(0, 0, outputs * inputs).reshape(outputs, inputs, 1, 1, 1);
        var bias = kernel.Bias! * factors.narrow(0, outputs * inputs, outputs);
        return ConvolutionTranslator.Write(graph, kernel, ct with { Shape = ct.ShapeWith(1, inputs) },
            [ct, graph.Weight("CT's weight", weight.narrow(1, 0, 1)), graph.Weight("CT's bias", bias)]);
    }
}
