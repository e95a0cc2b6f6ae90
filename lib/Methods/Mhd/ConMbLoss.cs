using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// The contrastive memory boosting loss (Eq. 9): in every stage the error of the own memory's reconstruction, over the errors of the
/// other stages' memories, weighted towards stages whose own reconstruction is poor.
/// </summary>
public static class ConMbLoss
{
    private const double Epsilon = 1e-6;   // other stages' memories may happen to be perfect

    /// <summary>The loss of a batch: mean over sequences of the weighted sum over stages.</summary>
    /// <param name="features">Features f of three stages, (B, ...) each.</param>
    /// <param name="reconstructions">[s][s']: feature s out of memory s', shaped as feature s.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Of(IReadOnlyList<Tensor> features, IReadOnlyList<IReadOnlyList<Tensor>> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(reconstructions);
        using var scope = NewDisposeScope();
        var ratios = stack(Enumerable.Range(0, features.Count).Select(s => Ratio(s, features[s], reconstructions[s])), dim: 1);   // (B, 3)
        var weights = Weights(features, [.. reconstructions.Select((stage, s) => stage[s])]);
        return (weights * ratios).sum(dim: 1).mean().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Weights eta of the stages: softmax over the three of 1 - cosine between a sequence's feature and its own reconstruction. They carry
    /// no gradient, else the network could lower the loss by moving weight instead of improving reconstructions.
    /// </summary>
    /// <returns>(B, 3), rows sum to 1.</returns>
    public static Tensor Weights(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> own)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(own);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var distances = features.Select((feature, s) =>
            1 - (CosineAttention.Unit(feature.flatten(1)) * CosineAttention.Unit(own[s].flatten(1))).sum(dim: 1));
        return nn.functional.softmax(stack(distances, dim: 1), dim: 1).MoveToOuterDisposeScope();
    }

    private static Tensor Ratio(int s, Tensor feature, IReadOnlyList<Tensor> reconstructions)
    {
        Tensor[] errors = [.. reconstructions.Select(reconstruction => (reconstruction - feature).square().flatten(1).mean([1]))];   // mean square, (B)
        return errors[s] / (errors.Where((_, other) => other != s).Aggregate((a, b) => a + b) + Epsilon);
    }
}
