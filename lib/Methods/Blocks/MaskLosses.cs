using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.Blocks;

/// <summary>Losses of a soft mask against a hard one, sequence by sequence.</summary>
public static class MaskLosses
{
    /// <summary>
    /// Cross-entropy over all voxels, one less the Dice coefficient, and half the cross-entropy over the target's edge.
    /// <code>BCE + 1 − (2 Σ m y + 1) / (Σ m + Σ y + 1) + 0.5 BCE_edge</code>
    /// The edge is what a dilation by one voxel has and an erosion has not.
    /// </summary>
    /// <param name="logits">Of the soft mask m, (B, 1, T, H, W).</param>
    /// <param name="target">y, 1 or 0, the same shape.</param>
    /// <returns>(B).</returns>
    public static Tensor Of(Tensor logits, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        var (soft, aim) = (logits.sigmoid().flatten(1), target.flatten(1));
        var entropy = binary_cross_entropy_with_logits(logits, target, reduction: nn.Reduction.None).flatten(1);
        var edge = Edge(target).flatten(1);
        var dice = ((2 * (soft * aim).sum(dim: 1)) + 1) / (soft.sum(dim: 1) + aim.sum(dim: 1) + 1);
        var atEdge = (entropy * edge).sum(dim: 1) / edge.sum(dim: 1).clamp_min(1);
        return (entropy.mean([1]) + (1 - dice) + (0.5 * atEdge)).MoveToOuterDisposeScope();
    }

    /// <summary>The edge of a mask: 1 where a dilation by one voxel has what an erosion has not.</summary>
    /// <param name="mask">1 or 0, (B, 1, T, H, W).</param>
    public static Tensor Edge(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        return (Dilated(mask) - (1 - Dilated(1 - mask))).MoveToOuterDisposeScope();
    }

    private static Tensor Dilated(Tensor mask) => max_pool3d(mask, [3, 3, 3], [1, 1, 1], [1, 1, 1]);
}
