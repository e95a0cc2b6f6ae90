using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// InfoNCE between two modalities, as Khosla et al. (Supervised Contrastive Learning, NeurIPS 2020) let labels into it: whatever is of the
/// same type counts as one's own, so that it is not pushed off.
/// </summary>
public static class SupervisedContrast
{
    /// <summary>
    /// Both ways, from each modality to the other.
    /// <code>L = ½ Σ_ways mean_i [ − mean_{p: y_p = y_i} log ( exp(⟨a_i, b_p⟩ / τ) / Σ_j exp(⟨a_i, b_j⟩ / τ) ) ]</code>
    /// </summary>
    /// <param name="a">Vectors of one modality, (N, D); they are brought to length 1.</param>
    /// <param name="b">Those of the other, of the same patients, (N, D).</param>
    /// <param name="labels">(N), int64.</param>
    /// <param name="temperature">τ.</param>
    /// <returns>A scalar; zero where there is one pair only.</returns>
    public static Tensor Loss(Tensor a, Tensor b, Tensor labels, double temperature)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        var similar = nn.functional.normalize(a, 2, 1).matmul(nn.functional.normalize(b, 2, 1).t()) / temperature;
        var same = (labels.unsqueeze(0) == labels.unsqueeze(1)).to_type(similar.dtype);   // each row has itself
        var share = same / same.sum(dim: 1, keepdim: true);
        Tensor OneWay(Tensor logits) => -(share * nn.functional.log_softmax(logits, dim: 1)).sum(dim: 1).mean();
        return (0.5 * (OneWay(similar) + OneWay(similar.t()))).MoveToOuterDisposeScope();
    }
}
