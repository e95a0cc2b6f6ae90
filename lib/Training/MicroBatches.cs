using MhdNet.Data.Sequences;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// Gradients of a batch that is too large for memory, one part after the other. Every part counts by its share of the sequences a term
/// is a mean of, so losses and gradients are those of the whole batch, but for what looks at a batch as a whole: batch normalisation takes
/// its statistics from each part, its running statistics move once a part, and so does the typing memory (Eqs. 5, 6), before the part
/// is read from it (Eq. 7).
/// </summary>
public static class MicroBatches
{
    /// <summary>Adds the gradients of a batch's loss to those of the parameters.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="size">Sequences of a part; null: all, in one pass.</param>
    /// <param name="losses">Forward pass and loss terms of a part.</param>
    /// <returns>Each term's value over the whole batch, unweighted, and "total", what was minimised.</returns>
    public static IReadOnlyDictionary<string, double> Backward(Batch batch, int? size, Func<Batch, IReadOnlyList<LossTerm>> losses)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(losses);
        var sums = new Dictionary<string, double>();
        foreach (var part in batch.Parts(size ?? (int)batch.Ct.shape[0]))
        {
            using var scope = NewDisposeScope();   // what the part's graph holds goes before the next part
            using (part)
            {
                var terms = losses(part);
                var total = terms.Select(term => Scaled(term.Value, term.Weight * Share(batch, part, term))).Aggregate((a, b) => a + b);
                total.backward();
                Add("total", total.item<float>());
                foreach (var term in terms)
                {
                    Add(term.Name, term.Value.item<float>() * Share(batch, part, term));
                }
            }
        }

        return sums;

        void Add(string name, double value) => sums[name] = sums.GetValueOrDefault(name) + value;
    }

    private static double Share(Batch batch, Batch part, LossTerm term) => term.OfPairs
        ? (double)part.Paired.shape[0] / batch.Paired.shape[0]
        : (double)part.Ct.shape[0] / batch.Ct.shape[0];

    private static Tensor Scaled(Tensor value, double factor) => factor == 1 ? value : factor * value;
}
