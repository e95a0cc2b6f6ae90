using MhdNet.Methods.CtAlone;

namespace MhdNet.Export.Layers;

/// <summary>SCM-Net's attention: the steps of the spiking cortical model one after the other.</summary>
internal sealed class SpikingAttentionTranslator : LayerTranslator<SpikingAttention>
{
    protected override OnnxValue Translate(OnnxGraph graph, SpikingAttention layer, OnnxValue input)
    {
        OnnxValue PerChannel(string name) => graph.Weight($"{name} by channel", layer.get_parameter(name)!.reshape(1, -1, 1, 1, 1));

        var stimulus = graph.Sigmoid(graph.Plus(graph.Times(input, PerChannel("gain")), PerChannel("offset")));
        var local = Pulses(graph, stimulus, Insides.Options(layer))
            .Select((pulse, n) => graph.Times(pulse, Mix(graph, layer, n))).Aggregate(graph.Plus);
        return graph.Times(input, graph.Sigmoid(graph.Plus(local, Global(graph, layer, input))));
    }

    private static OnnxValue Mix(OnnxGraph graph, SpikingAttention layer, int step)
    {
        using var row = layer.get_parameter("mix")![step].reshape(1, -1, 1, 1, 1);
        return graph.Weight($"mix {step + 1}", row);
    }

    private static List<OnnxValue> Pulses(OnnxGraph graph, OnnxValue stimulus, SpikingOptions options)
    {
        var pulses = new List<OnnxValue>();
        var (activity, threshold) = (stimulus, graph.Number(options.ThresholdDecay * options.Threshold));
        for (var n = 0; n < options.Steps; n++)
        {
            if (n > 0)
            {
                var linked = graph.Times(stimulus, Neighbours(graph, pulses[^1], options.Linking));
                activity = graph.Plus(graph.Plus(graph.Times(activity, graph.Number(options.Decay)), linked), stimulus);
                threshold = graph.Plus(graph.Times(threshold, graph.Number(options.ThresholdDecay)),
                    graph.Times(pulses[^1], graph.Number(options.Refractory)));
            }

            pulses.Add(graph.Sigmoid(graph.Times(graph.Minus(activity, threshold), graph.Number(options.Steepness))));
        }

        return pulses;
    }

    // the sum over the 26 voxels around each: of three along one axis after the other, less the voxel itself
    private static OnnxValue Neighbours(OnnxGraph graph, OnnxValue pulse, double weight)
    {
        var sum = graph.Pad(pulse, 1, 1, 1);
        foreach (var axis in new[] { 2, 3, 4 })
        {
            var (size, all) = (pulse.Shape[axis], sum);
            OnnxValue From(int start) => graph.Narrow(all, axis, start, size);
            sum = graph.Plus(graph.Plus(From(0), From(1)), From(2));
        }

        return graph.Times(graph.Minus(sum, pulse), graph.Number(weight));
    }

    private static OnnxValue Global(OnnxGraph graph, SpikingAttention layer, OnnxValue input)
    {
        var (channels, voxels) = (input.Shape[1], input.Shape[2] * input.Shape[3] * input.Shape[4]);
        var share = graph.Softmax(graph.Reshape(graph.Through(layer, "context", input), OnnxValue.AnyBatch, voxels, 1), 1);
        var seen = graph.Reshape(
            graph.Product(graph.Reshape(input, OnnxValue.AnyBatch, channels, voxels), share), OnnxValue.AnyBatch, channels);
        var given = graph.Through(layer, "excite", graph.Gelu(graph.Through(layer, "squeeze", seen)));
        return graph.Reshape(given, OnnxValue.AnyBatch, channels, 1, 1, 1);
    }
}
