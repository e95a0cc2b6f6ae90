using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// Reverse cross-attention: a deeper feature of the other modality asks every voxel of a shallower feature; what it attends to is
/// transformed, and what it does not is kept as it is.
/// </summary>
public sealed class ReverseCrossAttention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Convolution query, key, value, output;
    private readonly StageShape _shape, _deeper;

    /// <summary>Creates it.</summary>
    /// <param name="shape">Of the feature that is asked, c channels.</param>
    /// <param name="deeper">Of the feature that asks.</param>
    /// <param name="reduction">Queries and keys have c / reduction channels, at least one.</param>
    public ReverseCrossAttention(StageShape shape, StageShape deeper, int reduction)
        : base(nameof(ReverseCrossAttention))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reduction);
        (_shape, _deeper) = (shape, deeper);
        var reduced = Math.Max(1, shape.Channels / reduction);
        // without biases: a query of nothing asks for nothing, and the gate is one half
        static Convolution Layer(int inputs, int outputs) => new(inputs, outputs, (1, 1, 1), start: ConvolutionStart.UniformFanIn);
        (query, key) = (Layer(deeper.Channels, reduced), Layer(shape.Channels, reduced));
        (value, output) = (Layer(shape.Channels, shape.Channels), Layer(shape.Channels, shape.Channels));
        RegisterComponents();
    }

    /// <summary>How far each voxel is attended to.</summary>
    /// <param name="feature">f, (B, C, T, H, W).</param>
    /// <param name="other">The other modality's deeper feature, (B, D, T', H', W').</param>
    /// <returns>g = sigmoid(⟨W_q q, W_k f⟩ / √d), (B, 1, T, H, W); q is brought to f's size by repeating voxels.</returns>
    public Tensor Gate(Tensor feature, Tensor other)
    {
        ArgumentNullException.ThrowIfNull(feature);
        using var scope = NewDisposeScope();
        var asks = nn.functional.interpolate(query.call(other), feature.shape[2..], mode: InterpolationMode.Nearest);
        var likeness = (asks * key.call(feature)).sum(dim: 1, keepdim: true);
        return nn.functional.sigmoid(likeness / Math.Sqrt(query.Weight.shape[0])).MoveToOuterDisposeScope();
    }

    /// <summary>The augmented feature.</summary>
    /// <param name="feature">f, (B, C, T, H, W).</param>
    /// <param name="other">The other modality's deeper feature, (B, D, T', H', W').</param>
    /// <returns>f (1 − g) + W_o (g W_v f), (B, C, T, H, W).</returns>
    public override Tensor forward(Tensor feature, Tensor other)
    {
        using var scope = NewDisposeScope();
        var gate = Gate(feature, other);
        return (feature * (1 - gate) + output.call(value.call(feature) * gate)).MoveToOuterDisposeScope();
    }

    /// <summary>What it costs for one sequence of one modality.</summary>
    /// <param name="name">What to call it.</param>
    public LayerCost Cost(string name)
    {
        static long[] Size(StageShape shape) => [1, shape.Channels, shape.Frames, shape.Height, shape.Width];
        var walk = new CostWalk(Size(_shape));
        walk.Aside(query, Size(_deeper));
        walk.Aside(key, Size(_shape));
        walk.Through(value);
        walk.Through(output);
        walk.Add(query.Weight.shape[0] * (long)_shape.Frames * _shape.Height * _shape.Width, 0);   // the likenesses
        return walk.Cost(name, this);
    }
}
