using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>Cosine similarity, and the attention over memory items that rests on it.</summary>
internal static class CosineAttention
{
    // shorter vectors have no direction: their cosine with anything is 0, and so is its gradient
    private const double ShortestLength = 1e-8;

    /// <summary>Brings the vectors along the last axis to length 1.</summary>
    public static Tensor Unit(Tensor vectors)
    {
        using var scope = NewDisposeScope();
        var length = linalg.vector_norm(vectors, 2, [-1], keepdim: true);
        var hasDirection = (length > ShortestLength).to_type(vectors.dtype);
        return (vectors * (hasDirection / length.clamp_min(ShortestLength))).MoveToOuterDisposeScope();
    }

    /// <summary>The whole matrix of Eq. 7, for analysis; <see cref="AttentionStep"/> computes it in pieces.</summary>
    /// <param name="queries">Unit queries, (N, D).</param>
    /// <param name="keys">Unit items, (P, D).</param>
    /// <param name="temperature">Divides the cosines.</param>
    /// <returns>(N, P), rows sum to 1.</returns>
    public static Tensor Weights(Tensor queries, Tensor keys, double temperature)
    {
        using var scope = NewDisposeScope();
        var scaled = queries / temperature;   // cheaper than dividing the far larger matrix of cosines
        return nn.functional.softmax(scaled.matmul(keys.t()), dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>Turns the gradient of <see cref="Unit"/>'s result, (N, D), into that of its vectors, in place.</summary>
    public static void ThroughUnit(Tensor vectors, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var length = linalg.vector_norm(vectors, 2, [-1], keepdim: true);
        var hasDirection = (length > ShortestLength).to_type(vectors.dtype);
        var inverse = hasDirection / length.clamp_min(ShortestLength);
        var along = (gradient * vectors).sum(dim: 1, keepdim: true) * inverse.square();
        gradient.sub_(vectors * along).mul_(inverse);
    }
}
