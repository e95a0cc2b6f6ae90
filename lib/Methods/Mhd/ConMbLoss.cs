using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// The contrastive memory boosting loss (Eq. 9): for every stage the error of reconstruction from its own memory, over the errors of
/// reconstruction from the other stages' memories. Stages whose own reconstruction is poor weigh more.
/// </summary>
public static class ConMbLoss
{
    private const double Epsilon = 1e-6;   // other stages' memories may happen to be perfect

    /// <summary>
    /// Eq. 9, mean over the sequences of a batch.
    /// <code>
    /// L_ConMB = η_1 ‖f_rec^11 − f_P^1‖ / (‖f_rec^12 − f_P^1‖ + ‖f_rec^13 − f_P^1‖)
    ///         + η_2 ‖f_rec^22 − f_P^2‖ / (‖f_rec^21 − f_P^2‖ + ‖f_rec^23 − f_P^2‖)
    ///         + η_3 ‖f_rec^33 − f_P^3‖ / (‖f_rec^31 − f_P^3‖ + ‖f_rec^32 − f_P^3‖)
    /// </code>
    /// ‖·‖ is the mean square error, as the text words it.
    /// </summary>
    /// <param name="features">f_P of three stages, (B, ...) each.</param>
    /// <param name="reconstructions">f_rec, [s][s']: feature s out of memory s', shaped as feature s.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Compute(IReadOnlyList<Tensor> features, IReadOnlyList<IReadOnlyList<Tensor>> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(reconstructions);
        using var scope = NewDisposeScope();
        var ratios = stack(Enumerable.Range(0, features.Count).Select(s => Ratio(s, features[s], reconstructions[s])), dim: 1);   // (B, 3)
        var weights = Weights(features, [.. reconstructions.Select((stage, s) => stage[s])]);
        return (weights * ratios).sum(dim: 1).mean().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The weights of Eq. 9.
    /// <code>η_s = σ(1 − (f_rec^ss · f_P^s) / (‖f_rec^ss‖ ‖f_P^s‖))</code>
    /// σ is the softmax over the three stages. The weights carry no gradient, or else the network could lower the loss by shifting
    /// weight between the stages instead of improving their reconstructions.
    /// </summary>
    /// <param name="features">f_P of three stages, (B, ...) each.</param>
    /// <param name="own">f_rec^ss, each stage's feature out of its own memory.</param>
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

    // one stage's fraction of Eq. 9, (B)
    private static Tensor Ratio(int s, Tensor feature, IReadOnlyList<Tensor> reconstructions)
    {
        Tensor Error(Tensor reconstruction) => (reconstruction - feature).square().flatten(1).mean([1]);   // mean square, (B)
        Tensor[] errors = [.. reconstructions.Select(Error)];
        return errors[s] / (errors.Where((_, other) => other != s).Aggregate((a, b) => a + b) + Epsilon);
    }
}
