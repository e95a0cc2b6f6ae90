using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>How well one stage's feature is rebuilt out of one stage's memory (Eqs. 7, 8).</summary>
/// <param name="FeatureStage">Stage of the feature, s, 1 to 3.</param>
/// <param name="MemoryStage">Stage of the memory, s', 1 to 3; equal to s in positive pairs.</param>
/// <param name="Cosine">Cosine between feature and reconstruction of a sequence, mean over sequences.</param>
/// <param name="MeanSquareError">Mean square error, mean over sequences.</param>
public sealed record ReconstructionQuality(int FeatureStage, int MemoryStage, double Cosine, double MeanSquareError);

/// <summary>What a memory has learnt, in numbers. Nothing here changes it or takes a gradient.</summary>
public static class MemoryAnalysis
{
    /// <summary>Share of a type's queries that go to each of its items (Eq. 5).</summary>
    /// <param name="memory">Memory of one stage.</param>
    /// <param name="feature">Pathology features of that stage, (B, C, T, H, W).</param>
    /// <param name="labels">Their types, (B), int64.</param>
    /// <returns>[K, M]; rows sum to 1, those of types absent from the batch to 0.</returns>
    public static double[,] ItemUsage(TypingMemory memory, Tensor feature, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(labels);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var types = memory.TypesOf(labels, feature);
        var queries = StageMap.Queries(memory.Shape, feature);
        var usage = new double[memory.TypeCount, memory.ItemCount];
        for (var b = 0; b < types.Length; b++)
        {
            var match = TypingMemory.Match(memory.Items[types[b]], queries[b]).cpu().data<long>().ToArray();
            var share = 1.0 / (match.Length * types.Count(k => k == types[b]));
            foreach (var item in match)
            {
                usage[types[b], item] += share;
            }
        }

        return usage;
    }

    /// <summary>
    /// Similarity of the types' banks, whatever the order of their items: the cosine between an item and the most similar item of the
    /// other bank, averaged over the items of both banks.
    /// </summary>
    /// <returns>[K, K], symmetric, 1 on the diagonal; NaN where a type has not been seen.</returns>
    public static double[,] TypeSimilarity(TypingMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var units = CosineAttention.Unit(memory.Items);   // (K, M, D)
        var seen = memory.SeenTypes;
        var similarity = new double[memory.TypeCount, memory.TypeCount];
        for (var a = 0; a < memory.TypeCount; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                similarity[a, b] = similarity[b, a] = seen.Contains(a) && seen.Contains(b) ? BestMatch(units[a], units[b]) : double.NaN;
            }
        }

        return similarity;
    }

    /// <summary>Quality of the nine reconstructions at a temperature (that of the memory's options unless given).</summary>
    /// <param name="memory">Memory of three stages.</param>
    /// <param name="stages">Pathology features of stages 1 to 3, (B, C, T, H, W) each.</param>
    /// <param name="temperature">Temperature of the attention.</param>
    public static IReadOnlyList<ReconstructionQuality> Quality(Ctmm memory, IReadOnlyList<Tensor> stages, double? temperature = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (features, reconstructions) = memory.Reconstruct(stages, temperature ?? memory.Options.Temperature);
        return [.. from s in Enumerable.Range(0, Ctmm.StageCount)
                   from other in Enumerable.Range(0, Ctmm.StageCount)
                   let feature = features[s].flatten(1)
                   let rebuilt = reconstructions[s][other].flatten(1)
                   select new ReconstructionQuality(
                       s + 1,
                       other + 1,
                       (CosineAttention.Unit(feature) * CosineAttention.Unit(rebuilt)).sum(dim: 1).mean().ToDouble(),
                       (feature - rebuilt).square().mean().ToDouble())];
    }

    /// <summary>
    /// Entropy of the attention (Eq. 7) of a stage's feature over its own memory, mean over queries, as a share of the largest possible.
    /// At 1 every item weighs the same and each reconstruction is the mean of the banks; at 0 it is a single item.
    /// </summary>
    /// <param name="memory">Memory of one stage.</param>
    /// <param name="feature">Pathology features of that stage, (B, C, T, H, W).</param>
    /// <param name="temperature">Temperature of the attention.</param>
    public static double AttentionEntropy(TypingMemory memory, Tensor feature, double temperature)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(feature);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var queries = CosineAttention.Unit(StageMap.Queries(memory.Shape, feature).reshape(-1, memory.ItemDimension));
        var keys = CosineAttention.Unit(memory.SeenItems());
        var weights = CosineAttention.Weights(queries, keys, temperature);
        var entropy = special.entr(weights).sum(dim: 1).mean().ToDouble();
        return entropy / Math.Log(keys.shape[0]);
    }

    private static double BestMatch(Tensor a, Tensor b)
    {
        var cosine = a.matmul(b.t());   // (M, M)
        return (cosine.amax([1]).mean().ToDouble() + cosine.amax([0]).mean().ToDouble()) / 2;
    }
}
