using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>Focal loss (Lin et al., ICCV 2017) of classes of which one is right: what is known already counts less.</summary>
public static class FocalLoss
{
    /// <summary>
    /// With p the softmax's probability of the right class:
    /// <code>L = mean of − α (1 − p)^γ log p</code>
    /// γ = 0 and α = 1 are the cross-entropy.
    /// </summary>
    /// <param name="logits">(B, classes).</param>
    /// <param name="labels">(B), int64.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="alpha">α.</param>
    public static Tensor Of(Tensor logits, Tensor labels, double gamma, double alpha)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        var logarithm = nn.functional.log_softmax(logits, dim: 1).gather(1, labels.unsqueeze(1));
        var wrong = -logarithm.expm1();   // 1 - p, exact where p is almost 1
        // a power's gradient at 0 is no number for powers below 1: what is right beyond doubt counts as nothing
        var weight = gamma == 0 ? ones_like(wrong) : wrong.clamp_min(1e-12).pow(gamma);
        return (-alpha * (weight * logarithm).mean()).MoveToOuterDisposeScope();
    }
}
