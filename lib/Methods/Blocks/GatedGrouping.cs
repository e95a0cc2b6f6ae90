using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>Two modalities' features in groups; a feature is the sum of its shared and its specific part.</summary>
/// <param name="SharedCt">(B, c, t, h, w).</param>
/// <param name="SpecificCt">The same shape.</param>
/// <param name="SharedWsi">The same shape.</param>
/// <param name="SpecificWsi">The same shape.</param>
/// <param name="Fused">What is made of them, the same shape.</param>
public sealed record GroupedFeatures(Tensor SharedCt, Tensor SpecificCt, Tensor SharedWsi, Tensor SpecificWsi, Tensor Fused)
{
    /// <summary>What both modalities say: the mean of their shared parts.</summary>
    public Tensor Shared => (SharedCt + SharedWsi) / 2;

    /// <summary>
    /// How badly they are grouped: shared parts should point the same way, and a modality's specific part across its shared one.
    /// <code>1 − cos(s_ct, s_wsi) + |cos(s_ct, p_ct)| + |cos(s_wsi, p_wsi)|, of means over positions</code>
    /// </summary>
    /// <returns>Mean over the batch, a scalar from 0 to 4.</returns>
    public Tensor GroupingLoss()
    {
        using var scope = NewDisposeScope();
        var (sharedCt, sharedWsi) = (Pooled(SharedCt), Pooled(SharedWsi));
        var loss = 1 - Cosine(sharedCt, sharedWsi)
            + Cosine(sharedCt, Pooled(SpecificCt)).abs() + Cosine(sharedWsi, Pooled(SpecificWsi)).abs();
        return loss.mean().MoveToOuterDisposeScope();
    }

    /// <summary>How far a student's estimates are from the fused feature, and from the shared and pathology's specific part.</summary>
    /// <param name="estimates">Of these three, one after the other, (B, 3 c, t, h, w).</param>
    /// <returns>Squared distances of unit vectors over the channels, means over positions: 0 to 4, and 0 to 8 of two parts.</returns>
    public (Tensor Feature, Tensor Components) DistancesOf(Tensor estimates)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        using var scope = NewDisposeScope();
        var channels = Fused.shape[1];
        Tensor To(int part, Tensor target) =>
            (Unit(estimates.narrow(1, part * channels, channels)) - Unit(target.detach())).square().sum(dim: 1).mean();
        var (feature, components) = (To(0, Fused), To(1, Shared) + To(2, SpecificWsi));
        return (feature.MoveToOuterDisposeScope(), components.MoveToOuterDisposeScope());
    }

    private static Tensor Unit(Tensor feature) => feature / (feature.square().sum(dim: 1, keepdim: true) + 1e-8).sqrt();

    private static Tensor Pooled(Tensor feature) => feature.mean([2, 3, 4]);

    // the small number keeps the gradient of a vanishing feature finite
    private static Tensor Cosine(Tensor a, Tensor b) =>
        (a * b).sum(dim: 1) / ((a.square().sum(dim: 1) * b.square().sum(dim: 1)) + 1e-8).sqrt();
}

/// <summary>
/// Interactive gated grouping of two modalities' features into shared and specific parts (DAGD-Net's IG-FGM; the formulas are ours). Both
/// gates see both modalities:
/// <code>A = σ(conv1([a; b])), s_a = A a, p_a = a − s_a, likewise b;  F = conv1([(s_a + s_b) / 2; p_a; p_b])</code>
/// </summary>
public sealed class GatedGrouping : nn.Module<Tensor, Tensor, GroupedFeatures>
{
    private readonly nn.Module<Tensor, Tensor>? reduceCt, reduceWsi;
    private readonly Convolution gateCt, gateWsi, fuse;

    /// <summary>Creates it.</summary>
    /// <param name="channels">Channels of both features.</param>
    /// <param name="reduction">What these are divided by before; 1: they are grouped as they are.</param>
    public GatedGrouping(int channels, int reduction)
        : base(nameof(GatedGrouping))
    {
        Channels = channels / reduction;
        if (reduction > 1)
        {
            (reduceCt, reduceWsi) = (Reduce(), Reduce());
        }

        gateCt = Pointwise(2);
        gateWsi = Pointwise(2);
        fuse = Pointwise(3);
        RegisterComponents();

        nn.Module<Tensor, Tensor> Reduce() => nn.Sequential(
            ("0", new Convolution(channels, Channels, (1, 1, 1))),
            ("1", nn.BatchNorm3d(Channels, device: ShapeOnly.Device)),
            ("2", nn.ReLU()));

        Convolution Pointwise(int parts) =>
            new(parts * Channels, Channels, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn);
    }

    /// <summary>Channels of the groups.</summary>
    public int Channels { get; }

    /// <summary>What it costs.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="shape">Of both features.</param>
    internal LayerCost Cost(string name, StageShape shape)
    {
        var walk = new CostWalk(Of(Channels));
        foreach (var reduce in new[] { reduceCt, reduceWsi }.OfType<nn.Module>())
        {
            walk.Aside((Convolution)reduce.named_children().First().module, Of(shape.Channels));
        }

        walk.Aside(gateCt, Of(2 * Channels));
        walk.Aside(gateWsi, Of(2 * Channels));
        walk.Aside(fuse, Of(3 * Channels));
        return walk.Cost(name, this);

        long[] Of(long channels) => [1, channels, shape.Frames, shape.Height, shape.Width];
    }

    /// <summary>Groups.</summary>
    /// <param name="ct">(B, channels, t, h, w).</param>
    /// <param name="wsi">The same shape.</param>
    public override GroupedFeatures forward(Tensor ct, Tensor wsi)
    {
        var (a, b) = (reduceCt is null ? ct : reduceCt.call(ct), reduceWsi is null ? wsi : reduceWsi.call(wsi));
        var both = cat([a, b], 1);
        var (sharedA, sharedB) = (gateCt.call(both).sigmoid() * a, gateWsi.call(both).sigmoid() * b);
        var (specificA, specificB) = (a - sharedA, b - sharedB);
        var fused = fuse.call(cat([(sharedA + sharedB) / 2, specificA, specificB], 1));
        return new GroupedFeatures(sharedA, specificA, sharedB, specificB, fused);
    }
}
