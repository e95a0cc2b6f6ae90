using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Networks.Cost;

/// <summary>
/// Counts parameters, multiply-adds and activations in a walk over a network's modules. Nothing is computed: sizes follow from each
/// convolution's own. The count is of the equations as written; a faster form of the same sums (the correlation folded into the
/// convolutions after it) does not change it.
/// </summary>
public static class NetworkCost
{
    /// <summary>A branch: stem, four stages, classifier.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="branch">The network.</param>
    /// <param name="input">(B, channels, T, H, W).</param>
    public static IReadOnlyList<LayerCost> Count(string name, ResNet3d branch, IReadOnlyList<long> input)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var children = branch.named_children().ToDictionary(child => child.name, child => child.module);
        var stem = new CostWalk(input);
        stem.Through(children["conv1"]);
        stem.Normalised();
        stem.Pooled();
        var parts = new List<LayerCost> { stem.Cost($"{name} stem", children["conv1"], children["bn1"]) };
        for (var s = 1; s <= 4; s++)
        {
            parts.Add(Stage($"{name} stage {s}", children[$"layer{s}"], parts[^1].Output));
        }

        parts.Add(Head($"{name} classifier", children["fc"], parts[^1].Output));
        return parts;
    }

    /// <summary>A network as one part, by one forward pass in evaluation mode: its convolutions and counted products
    /// (<see cref="CountedProducts"/>), their outputs, and all parameters.</summary>
    /// <param name="classifier">The network; its mode is left as it was.</param>
    public static LayerCost Count(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (size, training, device) = (classifier.Size, classifier.training, classifier.parameters().FirstOrDefault()?.device);
        Tensor? Sequence(Modalities modality, int channels) =>
            classifier.Needs.HasFlag(modality) ? zeros([1, channels, size.Frames, size.Size, size.Size], device: device) : null;
        classifier.eval();
        IReadOnlyList<(Convolution Layer, ConvolutionShape Shape)> calls = [];
        var products = CountedProducts.Count(() => calls = ConvolutionRecorder.Record(
            () => classifier.Heads(Sequence(Modalities.Ct, 1), Sequence(Modalities.Wsi, 3))));
        classifier.train(training);
        return new LayerCost(
            classifier.GetName(), [1, size.ClassCount], Parameters(classifier),
            calls.Sum(call => call.Shape.MultiplyAdds) + products.MultiplyAdds,
            calls.Sum(call => Product(call.Shape.Output)) + products.Outputs);
    }

    internal static LayerCost Stage(string name, nn.Module blocks, IReadOnlyList<long> input)
    {
        var walk = new CostWalk(input);
        foreach (var (_, block) in blocks.named_children())
        {
            var (layers, start) = (block.named_children().ToDictionary(child => child.name, child => child.module), walk.Size);
            string[] path = [.. layers.Keys.Where(key => key.StartsWith("conv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            foreach (var key in path)
            {
                walk.Through(layers[key]);
                walk.Normalised();   // the last one's ReLU comes after the sum
            }

            if (layers.TryGetValue("downsample", out var downsample))
            {
                walk.Aside((Convolution)downsample.named_children().First().module, start);
                walk.Add(0, Product(walk.Size));   // its normalisation
            }
        }

        return walk.Cost(name, blocks);
    }

    internal static LayerCost Head(string name, nn.Module classifier, IReadOnlyList<long> input)
    {
        var (batch, weight) = (input[0], ((Linear)classifier).weight!.shape);
        var (classes, features) = (weight[0], weight[1]);
        return new LayerCost(name, [batch, classes], Parameters(classifier), batch * classes * features, batch * (classes + features));
    }

    internal static long Parameters(params nn.Module[] modules) =>
        modules.Sum(module => module.parameters().Sum(parameter => parameter.numel()));

    internal static long Product(IReadOnlyList<long> sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}
