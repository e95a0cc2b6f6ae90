using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.CtAlone;

/// <summary>
/// SCM-Net's network: a 3x3x3 stem of stride (1, 2, 2), pooling 3/2, four stages of 2, 2, 3 and 2 depthwise-separable blocks at a ResNet's
/// sizes, <see cref="SpikingAttention"/> behind each, spatial pooling, and a classifier over the remaining frames side by side.
/// </summary>
public sealed class ScmNetwork : Classifier
{
    private static readonly int[] Blocks = [2, 2, 3, 2];

    private readonly Convolution stem;
    private readonly BatchNorm3d norm;
    private readonly nn.Module<Tensor, Tensor>[] _stages;
    private readonly Linear fc;
    private readonly SpikingOptions _options;
    private readonly IReadOnlyList<StageShape> _shapes;

    /// <summary>Creates it.</summary>
    /// <param name="size">Sizes; the width is multiplied.</param>
    /// <param name="widening">By this.</param>
    /// <param name="options">Constants of the attention.</param>
    public ScmNetwork(NetworkSize size, int widening, SpikingOptions options)
        : base(nameof(ScmNetwork), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        _options = options;
        _shapes = (size with { Width = widening * size.Width }).Stages();
        var width = _shapes[0].Channels;
        stem = new Convolution(1, width, (3, 3, 3), (1, 2, 2));
        norm = nn.BatchNorm3d(width, device: ShapeOnly.Device);
        register_module(nameof(stem), stem);
        register_module(nameof(norm), norm);
        _stages = [.. _shapes.Select((shape, s) => Stage(s == 0 ? width : _shapes[s - 1].Channels, shape.Channels, s))];
        foreach (var (s, stage) in _stages.Index())
        {
            register_module($"stage{s + 1}", stage);
        }

        fc = nn.Linear(_shapes[3].Channels * _shapes[3].Frames, size.ClassCount, device: ShapeOnly.Device);
        register_module(nameof(fc), fc);
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi) => [new("scm", Logits(ct!))];

    /// <summary>Classifies.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <returns>(B, classes).</returns>
    public Tensor Logits(Tensor ct)
    {
        using var scope = NewDisposeScope();
        var x = nn.functional.max_pool3d(nn.functional.relu(norm.call(stem.call(ct))), [3], [2], [1]);
        foreach (var stage in _stages)
        {
            x = stage.call(x);
        }

        return ResidualStage.Classify(fc, x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Convolutions are counted by a forward pass; what the depthwise ones, the attention and the classifier compute is
    /// added.</remarks>
    public override IReadOnlyList<LayerCost> Cost()
    {
        var convolutions = NetworkCost.Count(this);
        var others = _shapes.Select((shape, s) => DepthwiseAdds(s) + SpikingAttention.MultiplyAdds(shape, _options)).Sum();
        return [convolutions with { MultiplyAdds = convolutions.MultiplyAdds + others + fc.weight!.numel() }];
    }

    // a stage's first depthwise convolution has the channels of the stage before
    private long DepthwiseAdds(int s)
    {
        var first = _shapes[s] with { Channels = _shapes[Math.Max(0, s - 1)].Channels };
        return DepthwiseConvolution.MultiplyAdds(first) + ((Blocks[s] - 1) * DepthwiseConvolution.MultiplyAdds(_shapes[s]));
    }

    private nn.Module<Tensor, Tensor> Stage(int inputs, int outputs, int index)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var b = 0; b < Blocks[index]; b++)
        {
            var from = b == 0 ? inputs : outputs;
            layers.Add(($"depthwise{b}", new DepthwiseConvolution(from, b == 0 && index > 0 ? 2 : 1)));
            layers.Add(($"norm{b}", nn.BatchNorm3d(from, device: ShapeOnly.Device)));
            layers.Add(($"relu{b}", nn.ReLU()));
            layers.Add(($"pointwise{b}", new Convolution(from, outputs, (1, 1, 1))));
            layers.Add(($"norm{b}p", nn.BatchNorm3d(outputs, device: ShapeOnly.Device)));
            layers.Add(($"relu{b}p", nn.ReLU()));
        }

        layers.Add(("attention", new SpikingAttention(outputs, _options)));
        return nn.Sequential([.. layers]);
    }
}
