using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>Attention of a feature for its channels and places, between 0 and 1: two 1x1x1 convolutions with a bottleneck.</summary>
public sealed class GateAttention : nn.Module<Tensor, Tensor>
{
    private readonly Convolution reduce, expand;
    private readonly StageShape _shape;

    /// <summary>Creates it.</summary>
    /// <param name="shape">Of the feature.</param>
    /// <param name="reduction">The bottleneck has this fraction of its channels, at least one.</param>
    public GateAttention(StageShape shape, int reduction)
        : base(nameof(GateAttention))
    {
        _shape = shape;
        var bottleneck = Math.Max(1, shape.Channels / reduction);
        reduce = new Convolution(shape.Channels, bottleneck, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn);
        expand = new Convolution(bottleneck, shape.Channels, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn);
        RegisterComponents();
    }

    /// <summary>The attention.</summary>
    /// <param name="feature">(B, C, T, H, W).</param>
    /// <returns>Of the same shape, 0 to 1.</returns>
    public override Tensor forward(Tensor feature)
    {
        using var scope = NewDisposeScope();
        return nn.functional.sigmoid(expand.call(nn.functional.relu(reduce.call(feature)))).MoveToOuterDisposeScope();
    }

    /// <summary>What it costs for one sequence.</summary>
    /// <param name="name">What to call it.</param>
    public LayerCost Cost(string name)
    {
        var walk = new CostWalk([1, _shape.Channels, _shape.Frames, _shape.Height, _shape.Width]);
        walk.Through(reduce);
        walk.Through(expand);
        return walk.Cost(name, this);
    }
}
