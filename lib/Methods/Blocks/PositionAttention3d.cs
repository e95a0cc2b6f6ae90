using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Position attention (Zhang et al., SAGAN, ICML 2019; Fu et al., DANet, CVPR 2019) of a sequence's feature: every voxel takes of all
/// others what is like it, and adds it to itself with a learned weight γ, which begins at 0.
/// </summary>
/// <remarks>
/// Ours: keys and values are pooled within the frame. At paper scale stage 1 has 12x56x56 voxels; each with each would be a matrix of
/// 5.7 GB a sequence, 4x4 pooled it is 0.35 GB. The key's bias, which the softmax takes out again, is left out.
/// </remarks>
public sealed class PositionAttention3d : nn.Module<Tensor, Tensor>
{
    private readonly Convolution query, key, value;
    private readonly Parameter gamma;
    private readonly StageShape _shape;
    private readonly int _pool;

    /// <summary>Creates it.</summary>
    /// <param name="shape">Of the feature.</param>
    /// <param name="pool">Rows and columns that are pooled to one key and value.</param>
    public PositionAttention3d(StageShape shape, int pool)
        : base(nameof(PositionAttention3d))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pool);
        (_shape, _pool) = (shape, pool);
        var reduced = Math.Max(1, shape.Channels / 8);
        Convolution Layer(int outputs, bool bias) =>
            new(shape.Channels, outputs, (1, 1, 1), bias: bias, start: ConvolutionStart.UniformFanIn);
        (query, key, value) = (Layer(reduced, bias: true), Layer(reduced, bias: false), Layer(shape.Channels, bias: true));
        gamma = new Parameter(zeros(1, device: ShapeOnly.Device));
        gamma.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>The feature with what its voxels take of others.</summary>
    /// <param name="feature">(B, C, T, H, W).</param>
    /// <returns>γ softmax(q kᵀ) v + feature, of the same shape.</returns>
    public override Tensor forward(Tensor feature)
    {
        using var scope = NewDisposeScope();
        var pooled = nn.functional.avg_pool3d(feature, [1, _pool, _pool], ceil_mode: true, count_include_pad: false);
        var q = query.call(feature).flatten(2).transpose(1, 2);   // (B, N, C/8)
        var k = key.call(pooled).flatten(2);                      // (B, C/8, M)
        var v = value.call(pooled).flatten(2).transpose(1, 2);    // (B, M, C)
        var taken = nn.functional.softmax(q.matmul(k), dim: 2).matmul(v).transpose(1, 2).reshape(feature.shape);
        return (gamma * taken + feature).MoveToOuterDisposeScope();
    }

    /// <summary>What it costs for one sequence, the two products of the attention included.</summary>
    /// <param name="name">What to call it.</param>
    public LayerCost Cost(string name)
    {
        long[] size = [1, _shape.Channels, _shape.Frames, _shape.Height, _shape.Width];
        long[] pooled = [1, _shape.Channels, _shape.Frames, Pooled(_shape.Height), Pooled(_shape.Width)];
        var (voxels, keys) = ((long)_shape.Frames * _shape.Height * _shape.Width, pooled[2] * pooled[3] * pooled[4]);
        var walk = new CostWalk(size);
        walk.Aside(query, size);
        walk.Aside(key, pooled);
        walk.Aside(value, pooled);
        walk.Add(voxels * keys * (query.Weight.shape[0] + _shape.Channels), 2 * voxels * keys + voxels * _shape.Channels);
        return walk.Cost(name, this);
    }

    private long Pooled(int length) => (length + _pool - 1) / _pool;
}
