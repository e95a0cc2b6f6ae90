using MhdNet.Methods.Mhd;
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
    public static IReadOnlyList<LayerCost> Of(string name, ResNet3d branch, IReadOnlyList<long> input)
    {
        ArgumentNullException.ThrowIfNull(branch);
        var children = branch.named_children().ToDictionary(child => child.name, child => child.module);
        var stem = new Walk(input);
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

    /// <summary>The fusion branch: SHFMs, stages two to four, classifier.</summary>
    /// <param name="fusion">The network.</param>
    /// <param name="stages">Shapes of the stages.</param>
    /// <param name="batch">Sequences.</param>
    public static IReadOnlyList<LayerCost> Of(FusionBranch fusion, IReadOnlyList<StageShape> stages, long batch)
    {
        ArgumentNullException.ThrowIfNull(fusion);
        ArgumentNullException.ThrowIfNull(stages);
        var children = fusion.named_children().ToDictionary(child => child.name, child => child.module);
        var parts = new List<LayerCost>();
        for (var s = 1; s <= 3; s++)
        {
            parts.Add(Of($"SHFM {s}", fusion.Fusions[s - 1], stages[s - 1], batch));
            parts.Add(Stage($"fusion stage {s + 1}", children[$"layer{s + 1}"], parts[^1].Output));
        }

        parts.Add(Head("fusion classifier", children["fc"], parts[^1].Output));
        return parts;
    }

    /// <summary>One SHFM (Eqs. 1-3).</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="shfm">The module.</param>
    /// <param name="stage">Shape of its stage.</param>
    /// <param name="batch">Sequences.</param>
    public static LayerCost Of(string name, Shfm shfm, StageShape stage, long batch)
    {
        ArgumentNullException.ThrowIfNull(shfm);
        var layers = shfm.named_children()
            .Where(child => child.module is Convolution)
            .ToDictionary(child => child.name, child => (Convolution)child.module);
        var walk = new Walk(Sizes(stage.Channels));
        if (layers.TryGetValue("attention", out var attention))
        {
            var voxels = batch * stage.Frames * stage.Height * stage.Width;
            var (taps, cells) = (layers["kernels"].Weight.shape[0], layers["kernels"].Weight.shape[1]);
            var (pooled, reduced) = (layers["pathology"].Weight.shape[1], (shfm.FusedChannels - stage.Channels) / stage.Frames);
            var side = (long)Math.Round(Math.Sqrt(taps));
            walk.Aside(layers["radiology"], Sizes(stage.Channels));
            walk.Aside(layers["pathology"], [batch, pooled, stage.Frames, side, side]);
            walk.Add(voxels * stage.Channels * cells, voxels * cells);       // Eq. 1
            walk.Aside(attention, Sizes(cells));
            walk.Add(0, voxels * attention.Weight.shape[0]);                 // its sigmoid
            walk.Aside(layers["kernels"], Sizes(cells));
            if (layers.TryGetValue("reduction", out var reduction))
            {
                walk.Aside(reduction, Sizes(stage.Channels));
            }

            walk.Add(voxels * (stage.Channels + (stage.Frames * reduced)), voxels * shfm.FusedChannels);   // Eq. 2
            if (layers.TryGetValue("projection", out var projection))
            {
                walk.Aside(projection, Sizes(shfm.FusedChannels));
                walk.Add(0, 4 * voxels * shfm.FusedChannels);                // two normalisations, a ReLU, the skip
            }

            walk.Add(voxels * taps * shfm.FusedChannels, voxels * shfm.FusedChannels);   // Eq. 3
        }
        else
        {
            walk.Add(0, batch * stage.Frames * stage.Height * stage.Width * shfm.FusedChannels);   // concatenation
        }

        walk.Aside(layers["output"], Sizes(shfm.FusedChannels));
        return walk.Cost(name, shfm) with { Output = Sizes(stage.Channels) };

        long[] Sizes(long channels) => [batch, channels, stage.Frames, stage.Height, stage.Width];
    }

    private static LayerCost Stage(string name, nn.Module blocks, IReadOnlyList<long> input)
    {
        var walk = new Walk(input);
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

    private static LayerCost Head(string name, nn.Module classifier, IReadOnlyList<long> input)
    {
        var (batch, weight) = (input[0], ((Linear)classifier).weight!.shape);
        var (classes, features) = (weight[0], weight[1]);
        return new LayerCost(name, [batch, classes], Parameters(classifier), batch * classes * features, batch * (classes + features));
    }

    private static long Parameters(params nn.Module[] modules) =>
        modules.Sum(module => module.parameters().Sum(parameter => parameter.numel()));

    private static long Product(IReadOnlyList<long> sizes) => sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>Where a walk stands and what it has counted.</summary>
    private sealed class Walk(IReadOnlyList<long> start)
    {
        private long _multiplyAdds, _activations;

        public IReadOnlyList<long> Size { get; private set; } = start;

        public void Through(nn.Module convolution) => Size = Aside((Convolution)convolution, Size);

        /// <summary>A convolution off the main path.</summary>
        public long[] Aside(Convolution convolution, IReadOnlyList<long> input)
        {
            var shape = convolution.ShapeAt([.. input]);
            Add(shape.MultiplyAdds, Product(shape.Output));
            return shape.Output;
        }

        /// <summary>Batch normalisation and a ReLU.</summary>
        public void Normalised() => Add(0, 2 * Product(Size));

        public void Pooled()
        {
            Size = [Size[0], Size[1], .. Size.Skip(2).Select(size => (size + 1) / 2)];
            Add(0, Product(Size));
        }

        public void Add(long multiplyAdds, long activations) =>
            (_multiplyAdds, _activations) = (_multiplyAdds + multiplyAdds, _activations + activations);

        public LayerCost Cost(string part, params nn.Module[] modules) => new(part, Size, Parameters(modules), _multiplyAdds, _activations);
    }
}
