using MhdNet.Export.Layers;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.MissingModality;

namespace MhdNet.Export.Classifiers;

/// <summary>mmFormer with pathology missing: its tokens are zero and have their positions alone.</summary>
internal sealed class MmFormerTranslator : ClassifierTranslator<MmFormerNetwork>
{
    protected override OnnxValue Logits(OnnxGraph graph, MmFormerNetwork network, OnnxValue ct)
    {
        var tokens = Tokens(graph, network, ct);
        var (count, width) = (tokens.Shape[1], tokens.Shape[2]);
        var both = graph.Concat(1, tokens, graph.Times(tokens, graph.Number(0)));
        using var positions = network.get_parameter("positions")!.flatten(0, 1);
        var mixed = graph.Through(network, "inter", graph.Plus(both, graph.Weight("positions", positions)));
        OnnxValue Mean(long first) => graph.Mean(graph.Narrow(mixed, 1, first, count), [1]);
        return graph.Through(network, "head", graph.Concat(1, Mean(0), Mean(count)));
    }

    private static OnnxValue Tokens(OnnxGraph graph, MmFormerNetwork network, OnnxValue ct)
    {
        using var path = graph.Enter("ct");
        var encoder = network.Ct.Child<Encoder3d>("encoder");
        OnnxValue stage;
        using (graph.Enter("encoder"))
        {
            stage = Enumerable.Range(0, Insides.TokenStage(network.Ct)).Aggregate(
                ResNetTranslation.Stem(graph, encoder, ct), (x, s) => ResNetTranslation.Stage(graph, encoder, s, x));
        }

        var embedded = graph.Through(network.Ct, "embedding", stage);
        var flat = graph.Reshape(embedded, OnnxValue.AnyBatch, embedded.Shape[1], embedded.Shape.Skip(2).Aggregate((a, b) => a * b));
        using var positions = network.Positions(0);
        return graph.Through(network.Ct, "block",
            graph.Plus(graph.Transpose(flat, 0, 2, 1), graph.Weight("positions", positions)));
    }
}
