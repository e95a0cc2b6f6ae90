using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.MissingModality;

/// <summary>One modality of mmFormer: a ResNet, its tokens, and the Transformer within the modality.</summary>
public sealed class MmFormerStream : nn.Module
{
    private readonly Encoder3d encoder;
    private readonly Convolution embedding;
    private readonly TransformerBlock block;
    private readonly int _tokenStage;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="method">Depths and widths.</param>
    /// <param name="size">Frames and width.</param>
    /// <param name="inputs">Channels of a frame.</param>
    public MmFormerStream(MmFormerMethod method, NetworkSize size, int inputs)
        : base(nameof(MmFormerStream))
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(size);
        _tokenStage = method.TokenStage;
        encoder = new Encoder3d(method.Depth, inputs, size);
        embedding = new Convolution(
            ResidualStage.Outputs(method.Depth, method.TokenStage - 1, size.Width), method.TokenWidth, (1, 1, 1), bias: true,
            start: ConvolutionStart.UniformFanIn);
        block = new TransformerBlock(method.TokenWidth, method.Heads, method.Hidden, dropout: method.Dropout);
        RegisterComponents();
    }

    /// <summary>The stages of B sequences, (B, C, T, H, W) each.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <param name="all">All four, or those that the tokens come from.</param>
    public IReadOnlyList<Tensor> Stages(Tensor input, bool all) => encoder.Stages(input, all ? 4 : _tokenStage);

    /// <summary>The tokens, (B, N, width).</summary>
    /// <param name="stages">Stages, at least those that the tokens come from.</param>
    /// <param name="positions">(N, width).</param>
    public Tensor Tokens(IReadOnlyList<Tensor> stages, Tensor positions)
    {
        ArgumentNullException.ThrowIfNull(stages);
        return block.call(embedding.call(stages[_tokenStage - 1]).flatten(2).transpose(1, 2) + positions);
    }
}

/// <summary>
/// What mmFormer deploys: the CT stream, and the Transformer over the tokens of both modalities, of which pathology's are zero and have
/// their positions alone. No attention mask: as in the source, they still are keys.
/// </summary>
public sealed class MmFormerNetwork : Classifier
{
    private readonly MmFormerStream ct;
    private readonly Parameter positions;   // (2, N, width), CT and pathology
    private readonly TransformerBlock inter;
    private readonly Linear head;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="method">Depths and widths.</param>
    /// <param name="size">Frames, width and classes.</param>
    public MmFormerNetwork(MmFormerMethod method, NetworkSize size)
        : base(nameof(MmFormerNetwork), size)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        method.Check();
        var shape = size.Stages()[method.TokenStage - 1];
        ct = new MmFormerStream(method, size, 1);
        positions = new Parameter(zeros([2, shape.Frames * shape.Height * shape.Width, method.TokenWidth], device: ShapeOnly.Device));
        positions.DetachFromDisposeScope();
        inter = new TransformerBlock(method.TokenWidth, method.Heads, method.Hidden, dropout: method.Dropout);
        head = nn.Linear(2 * method.TokenWidth, size.ClassCount, device: ShapeOnly.Device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <summary>The CT stream.</summary>
    public MmFormerStream Ct => ct;

    /// <summary>Positions of a modality's tokens, (N, width).</summary>
    /// <param name="modality">0: CT, 1: pathology.</param>
    public Tensor Positions(int modality) => positions[modality];

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        using var scope = NewDisposeScope();
        var tokens = this.ct.Tokens(this.ct.Stages(ct!, all: false), Positions(0));
        return [new("fused", Fused(tokens, zeros_like(tokens)).MoveToOuterDisposeScope())];
    }

    /// <summary>The answer from both modalities' tokens.</summary>
    /// <param name="ct">CT's, (B, N, width); zero where it is missing.</param>
    /// <param name="wsi">Pathology's, of the same sizes.</param>
    /// <returns>(B, classes).</returns>
    public Tensor Fused(Tensor ct, Tensor wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        using var scope = NewDisposeScope();
        var count = ct.shape[1];
        var mixed = inter.call(cat([ct, wsi], 1) + positions.flatten(0, 1));
        var means = cat([mixed.narrow(1, 0, count).mean([1]), mixed.narrow(1, count, count).mean([1])], 1);
        return CountedProducts.Of(head, means).MoveToOuterDisposeScope();
    }
}
