using MhdNet.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>What a branch gives.</summary>
/// <param name="Stages">Features of the four stages, (B, C, T, H, W) each.</param>
/// <param name="Logits">(B, classes).</param>
public sealed record BranchOutput(IReadOnlyList<Tensor> Stages, Tensor Logits);

/// <summary>
/// 3D ResNet (Sec. III): a 7x7x7 stem of stride (1, 2, 2), pooling 3/2, four stages of residual blocks, spatial pooling, and a
/// classifier over the remaining frames side by side (2 x 512 = 1024 inputs at paper scale). Parameters have the names of PyTorch's
/// ResNets (conv1, bn1, layer1.0.conv1, ..., fc).
/// </summary>
public sealed class ResNet3d : nn.Module<Tensor, BranchOutput>
{
    private readonly Convolution conv1;
    private readonly BatchNorm3d bn1;
    private readonly nn.Module<Tensor, Tensor>[] _stages;
    private readonly Linear fc;

    /// <summary>Creates the network.</summary>
    /// <param name="depth">10, 18, 34 or 50.</param>
    /// <param name="inputs">Channels of a frame: 1 for CT, 3 for slides.</param>
    /// <param name="options">Frames, width and classes are taken from here.</param>
    public ResNet3d(int depth, int inputs, NetworkSize options)
        : base(nameof(ResNet3d))
    {
        ArgumentNullException.ThrowIfNull(options);
        var width = options.Width;
        Depth = depth;
        conv1 = new Convolution(inputs, width, (7, 7, 7), stride: (1, 2, 2));
        bn1 = nn.BatchNorm3d(width, device: ShapeOnly.Device);
        register_module(nameof(conv1), conv1);
        register_module(nameof(bn1), bn1);
        _stages = new nn.Module<Tensor, Tensor>[4];
        for (var s = 0; s < 4; s++)
        {
            _stages[s] = ResidualStage.Create(depth, s, width);
            register_module($"layer{s + 1}", _stages[s]);
        }

        fc = ResidualStage.Head(depth, options);
        register_module(nameof(fc), fc);
    }

    /// <summary>Layers with weights, as in its name.</summary>
    public int Depth { get; }

    /// <summary>Takes the weights and statistics of another network of the same sizes.</summary>
    /// <param name="other">Where they come from.</param>
    public void Take(ResNet3d other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var state = other.state_dict();
        foreach (var (name, value) in state_dict())
        {
            value.copy_(state[name]);
        }
    }

    /// <summary>All stages and the classifier.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    public override BranchOutput forward(Tensor input)
    {
        var stages = new Tensor[4];
        var x = Stem(input);
        for (var s = 0; s < 4; s++)
        {
            stages[s] = x = Stage(s, x);
        }

        return new BranchOutput(stages, Classify(x));
    }

    /// <summary>Stem and pooling.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <returns>(B, width, T/2, H/4, W/4).</returns>
    public Tensor Stem(Tensor input)
    {
        using var scope = NewDisposeScope();
        return nn.functional.max_pool3d(nn.functional.relu(bn1.call(conv1.call(input))), [3], [2], [1]).MoveToOuterDisposeScope();
    }

    /// <summary>One stage.</summary>
    /// <param name="index">0 to 3.</param>
    /// <param name="input">Output of the stage before.</param>
    public Tensor Stage(int index, Tensor input) => _stages[index].call(input);

    /// <summary>Spatial pooling, frames side by side, classifier.</summary>
    /// <param name="last">Output of the last stage, (B, C, T, H, W).</param>
    /// <returns>(B, classes).</returns>
    public Tensor Classify(Tensor last) => ResidualStage.Classify(fc, last);
}

/// <summary>The pieces of which ResNet branches are made.</summary>
internal static class ResidualStage
{
    /// <summary>Stage <paramref name="index"/> (from 0) of a ResNet; the first keeps the size, the others halve it.</summary>
    public static nn.Module<Tensor, Tensor> Create(int depth, int index, int width)
    {
        var bottleneck = depth >= 50;
        var planes = width << index;
        var inputs = index == 0 ? width : Outputs(depth, index - 1, width);
        var blocks = Enumerable.Range(0, Blocks(depth)[index]).Select(b =>
        {
            var from = b == 0 ? inputs : Outputs(depth, index, width);
            var stride = b == 0 && index > 0 ? 2 : 1;
            return (b.ToString(), Block(from, stride));
        });
        return nn.Sequential(blocks.ToArray());

        nn.Module<Tensor, Tensor> Block(int from, int stride) =>
            bottleneck ? new BottleneckBlock(from, planes, stride) : new ResidualBlock(from, planes, stride);
    }

    /// <summary>The classifier behind the last stage.</summary>
    public static Linear Head(int depth, NetworkSize options) =>
        nn.Linear(Outputs(depth, 3, options.Width) * options.Stages()[3].Frames, options.ClassCount, device: ShapeOnly.Device);

    /// <summary>(B, C, T, H, W) to (B, classes).</summary>
    public static Tensor Classify(Linear classifier, Tensor last)
    {
        using var scope = NewDisposeScope();
        return classifier.call(last.mean([3, 4]).flatten(1)).MoveToOuterDisposeScope(); // (B, C, T) to (B, C * T)
    }

    /// <summary>Blocks of each of the four stages.</summary>
    public static int[] Blocks(int depth) => depth switch
    {
        10 => [1, 1, 1, 1],
        18 => [2, 2, 2, 2],
        34 or 50 => [3, 4, 6, 3],
        _ => throw new InputException($"ResNet of depth {depth} is not known: choose 10, 18, 34 or 50"),
    };

    /// <summary>Shapes of what the four stages give: those of <see cref="NetworkSize.Stages"/>, four times as wide with bottleneck
    /// blocks.</summary>
    public static IReadOnlyList<StageShape> Shapes(int depth, NetworkSize size) =>
        [.. size.Stages().Select((shape, s) => shape with { Channels = Outputs(depth, s, size.Width) })];

    /// <summary>Channels that stage <paramref name="index"/> (from 0) gives.</summary>
    public static int Outputs(int depth, int index, int width) => (depth >= 50 ? 4 : 1) * (width << index);
}
