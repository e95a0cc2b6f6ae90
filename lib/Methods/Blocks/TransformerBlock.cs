using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A block of a Transformer with its normalisations first (Vaswani et al. 2017; Xiong et al. 2020): every token attends to all tokens,
/// then goes through two linear layers; both are added to what was there. Its products are counted (<see cref="CountedProducts"/>).
/// </summary>
public sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Linear qkv, projection, fc1, fc2;
    private readonly int _heads;
    private readonly double _dropout;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="width">Features of a token, a multiple of the heads.</param>
    /// <param name="heads">Attentions side by side.</param>
    /// <param name="hidden">Features between the two linear layers.</param>
    /// <param name="biased">Whether queries, keys and values have a bias.</param>
    /// <param name="dropout">
    /// Share of the attention's and the layers' results that a training step leaves out. It is drawn by torch's generator, so above 0 a
    /// resumed training ends with other weights than an uninterrupted one.
    /// </param>
    public TransformerBlock(int width, int heads, int hidden, bool biased = false, double dropout = 0)
        : base(nameof(TransformerBlock))
    {
        (_heads, _dropout) = (heads, dropout);
        norm1 = nn.LayerNorm(width, device: ShapeOnly.Device);
        qkv = nn.Linear(width, 3 * width, hasBias: biased, device: ShapeOnly.Device);
        projection = nn.Linear(width, width, device: ShapeOnly.Device);
        norm2 = nn.LayerNorm(width, device: ShapeOnly.Device);
        fc1 = nn.Linear(width, hidden, device: ShapeOnly.Device);
        fc2 = nn.Linear(hidden, width, device: ShapeOnly.Device);
        RegisterComponents();
    }

    /// <summary>Attention and linear layers.</summary>
    /// <param name="tokens">(B, N, width).</param>
    /// <returns>(B, N, width).</returns>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var mixed = tokens + Dropped(Attended(norm1.call(tokens)));
        var hidden = nn.functional.gelu(CountedProducts.Of(fc1, norm2.call(mixed)));
        return (mixed + Dropped(CountedProducts.Of(fc2, hidden))).MoveToOuterDisposeScope();
    }

    private Tensor Attended(Tensor tokens)
    {
        var (batch, count, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var parts = CountedProducts.Of(qkv, tokens).reshape(batch, count, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        var scale = 1 / Math.Sqrt((double)width / _heads);
        var weights = nn.functional.softmax(CountedProducts.Of(parts[0] * scale, parts[1].transpose(-2, -1)), -1);
        var seen = CountedProducts.Of(weights, parts[2]);   // (B, heads, N, width / heads)
        return CountedProducts.Of(projection, seen.transpose(1, 2).reshape(batch, count, width));
    }

    private Tensor Dropped(Tensor tokens) => _dropout > 0 ? nn.functional.dropout(tokens, _dropout, training) : tokens;
}
