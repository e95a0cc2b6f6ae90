using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.MultiModal;

/// <summary>
/// TransMed's network: a 2-D ResNet turns triplets of CT slices, and single patches of slides, into tokens, and a Transformer classifies by
/// a class token that attends to all of them.
/// </summary>
public sealed class TransMedNetwork : Classifier
{
    private const int Group = 3;              // slices of an image, patches of a token
    private const double StartDeviation = 0.02;

    private readonly PlaneResNet backbone;
    private readonly Linear embedding, head;
    private readonly Parameter token;         // (1, 1, width), the class token
    private readonly Parameter positions;     // (TokenCount, width)
    private readonly Parameter modalities;    // (2, width), CT and pathology
    private readonly nn.Module<Tensor, Tensor> blocks;
    private readonly LayerNorm norm;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="method">Depths and widths.</param>
    /// <param name="size">Frames, width and classes.</param>
    public TransMedNetwork(TransMedMethod method, NetworkSize size)
        : base(nameof(TransMedNetwork), size)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        method.Check();
        var width = method.TokenWidth;
        backbone = new PlaneResNet(method.Depth, Group, size.Width);
        embedding = nn.Linear(8 * size.Width, width, device: ShapeOnly.Device);
        (token, positions, modalities) = (Start(1, 1, width), Start(TokenCount, width), Start(2, width));
        blocks = nn.Sequential(Enumerable.Range(0, method.Blocks).Select(b => ($"{b}", (nn.Module<Tensor, Tensor>)new TransformerBlock(
            width, method.Heads, method.HiddenRatio * width, biased: true, method.Dropout))).ToArray());
        norm = nn.LayerNorm(width, device: ShapeOnly.Device);
        head = nn.Linear(width, size.ClassCount, device: ShapeOnly.Device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Both;

    /// <summary>Tokens of one modality.</summary>
    private int PerModality => (Size.Frames + Group - 1) / Group;

    /// <summary>Tokens of a sequence: the class token and those of both modalities.</summary>
    public int TokenCount => (2 * PerModality) + 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        using var scope = NewDisposeScope();
        return [new("transmed", Classify(Tokens(ct!, wsi!)).MoveToOuterDisposeScope())];
    }

    /// <summary>The images' tokens, without embeddings of position and modality.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(B, 3, T, H, W).</param>
    /// <returns>(B, TokenCount - 1, width): CT's, then pathology's.</returns>
    public Tensor Tokens(Tensor ct, Tensor wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        ArgumentNullException.ThrowIfNull(wsi);
        using var scope = NewDisposeScope();
        var (batch, frames) = (ct.shape[0], ct.shape[2]);
        var missing = (PerModality * Group) - frames;
        var slices = missing == 0 ? ct : cat([ct, .. Enumerable.Repeat(ct.narrow(2, frames - 1, 1), (int)missing)], 2);
        var triplets = slices.reshape([batch * PerModality, Group, .. ct.shape[3..]]);
        var patches = wsi.transpose(1, 2).reshape([batch * frames, .. wsi.shape[1..2], .. wsi.shape[3..]]);
        var features = CountedProducts.Of(embedding, backbone.call(cat([triplets, patches], 0)));
        var ofCt = features.narrow(0, 0, batch * PerModality).reshape(batch, PerModality, -1);
        var ofPatches = features.narrow(0, batch * PerModality, batch * frames).reshape(batch, frames, -1);
        var ofWsi = Enumerable.Range(0, PerModality).Select(group => ofPatches
            .narrow(1, group * Group, Math.Min(Group, frames - (group * Group))).mean([1], keepdim: true));
        return cat([ofCt, .. ofWsi], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The answer.</summary>
    /// <param name="tokens">As <see cref="Tokens"/> gives them.</param>
    /// <returns>(B, classes).</returns>
    public Tensor Classify(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using var scope = NewDisposeScope();
        var ofModality = modalities.repeat_interleave(PerModality, 0);
        var all = cat([token.expand(tokens.shape[0], -1, -1), tokens + ofModality], 1) + positions;
        var answer = norm.call(blocks.call(all).select(1, 0));
        return CountedProducts.Of(head, answer).MoveToOuterDisposeScope();
    }

    private static Parameter Start(params long[] shape)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(randn(shape, device: ShapeOnly.Device) * StartDeviation);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
