using MhdNet.Export.Layers;
using MhdNet.Networks;
using MhdNet.Runtime;

namespace MhdNet.Export.Classifiers;

/// <summary>The networks that can be written as ONNX.</summary>
internal static class ClassifierTranslators
{
    private static readonly Dictionary<Type, ClassifierTranslator> _all = new ClassifierTranslator[]
    {
        new StudentTranslator(), new BranchTranslator(), new MeanTranslator(), new FrequencyTranslator(), new ModDropTranslator(),
        new MmFormerTranslator(), new Aw3mTranslator(), new ScmTranslator(), new CmmfTranslator(),
    }.ToDictionary(translator => translator.Network);

    /// <summary>Writes a network.</summary>
    /// <param name="graph">The graph; the network's path has been entered.</param>
    /// <param name="network">The network.</param>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <returns>(B, classes).</returns>
    /// <exception cref="InputException">It needs pathology, or one of its layers has no translation.</exception>
    public static OnnxValue Logits(this OnnxGraph graph, Classifier network, OnnxValue ct)
    {
        if (network.Needs != Modalities.Ct)
        {
            throw new InputException(
                $"{network.GetType().Name} needs pathology: ONNX is written of networks that need CT alone; --to exports its weights");
        }

        return _all.TryGetValue(network.GetType(), out var translator)
            ? translator.Logits(graph, network, ct)
            : throw LayerTranslators.Refused(network);
    }
}
