using MhdNet.Export.Layers;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.MissingModality;

namespace MhdNet.Export.Classifiers;

/// <summary>AW3M with pathology missing: CT's stream, the features recovered from it, and the weighed mean of two heads.</summary>
internal sealed class Aw3mTranslator : ClassifierTranslator<Aw3mRecovering>
{
    protected override OnnxValue Logits(OnnxGraph graph, Aw3mRecovering network, OnnxValue ct)
    {
        var z = Features(graph, network, ct);
        var recovered = graph.Through(network, "wide", graph.Relu(graph.Through(network, "narrow", z)));
        OnnxValue[] heads =
            [graph.Through(network, "ctHead", z), graph.Through(network, "fusionHead", graph.Concat(1, z, recovered))];
        var shares = network.named_buffers().First(buffer => buffer.name == "shares").buffer.cpu().data<float>().ToArray();
        return MeanTranslator.Mixed(graph, [.. heads.Zip(shares, (head, share) =>
            graph.Plus(graph.LogSoftmax(head, 1), graph.Number(Math.Log(share))))]);
    }

    private static OnnxValue Features(OnnxGraph graph, Aw3mRecovering network, OnnxValue ct)
    {
        using var path = graph.Enter("ct");
        OnnxValue third;
        using (graph.Enter("encoder"))
        {
            third = ResNetTranslation.Stages(graph, network.Ct.Child<Encoder3d>("encoder"), ct)[^1];
        }

        return graph.Mean(graph.Through(network.Ct, "layer4", third), [2, 3, 4]);
    }
}
