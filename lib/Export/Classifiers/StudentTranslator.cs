using MhdNet.Export.Layers;
using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Export.Classifiers;

/// <summary>
/// The student as deployed: the frozen radiology branch predicts, the memory is read under that prediction (Eq. 11), SHFM joins what was
/// read with the student's stages. Without a prior the student's own first pass predicts; without a memory it is its backbone.
/// </summary>
internal sealed class StudentTranslator : ClassifierTranslator<StudentNetwork>
{
    protected override OnnxValue Logits(OnnxGraph graph, StudentNetwork network, OnnxValue ct)
    {
        if (!network.ReadsMemory)
        {
            return ResNetTranslation.Logits(graph, network, "backbone", ct);
        }

        var prior = network.Prior is not null
            ? ResNetTranslation.Logits(graph, network, "prior", ct)
            : Under(graph, network, ct, Alike(graph, network));
        return Under(graph, network, ct, graph.Softmax(prior, 1));
    }

    // every class alike, (1, classes): broadcast over the batch
    private static OnnxValue Alike(OnnxGraph graph, StudentNetwork network)
    {
        var classes = network.Size.ClassCount;
        using var alike = full([1, classes], 1.0 / classes);
        return graph.Weight("alike", alike);
    }

    private static OnnxValue Under(OnnxGraph graph, StudentNetwork network, OnnxValue ct, OnnxValue prediction)
    {
        var options = (NetworkOptions)network.Size;
        var memories = MemoryTranslation.Read(graph, network.Child<FrozenMemory>("memory"), options, prediction);
        var backbone = network.Backbone;
        var x = InBackbone(() => ResNetTranslation.Stem(graph, backbone, ct));
        for (var s = 0; s < 4; s++)
        {
            x = InBackbone(() => ResNetTranslation.Stage(graph, backbone, s, x));
            if (s < 3)
            {
                using var path = graph.Enter($"shfm{s + 1}");
                x = graph.Plus(ShfmTranslation.Fuse(graph, network.Fusions[s], options, x, memories[s]), x);
            }
        }

        return InBackbone(() => ResNetTranslation.Classify(graph, backbone, x));

        OnnxValue InBackbone(Func<OnnxValue> write)
        {
            using var path = graph.Enter("backbone");
            return write();
        }
    }
}
