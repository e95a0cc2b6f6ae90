using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.MultiModal;

/// <summary>One encoder for both modalities, and a way back from deep to shallow on which each modality asks the other.</summary>
public sealed class TfaNetwork : Classifier
{
    private const int Inputs = 3;

    private readonly Convolution stem_ct, stem_wsi;
    private readonly Encoder3d encoder;
    private readonly ReverseCrossAttention attention3, attention2;
    private readonly Linear fc;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="depth">Depth of the encoder.</param>
    /// <param name="reduction">Channels of a stage for one of its attention's queries.</param>
    /// <param name="size">Frames, width and classes.</param>
    public TfaNetwork(int depth, int reduction, NetworkSize size)
        : base(nameof(TfaNetwork), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        encoder = new Encoder3d(depth, Inputs, size);
        static Convolution Stem(int channels) =>
            new(channels, Inputs, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn);
        (stem_ct, stem_wsi) = (Stem(1), Stem(3));
        var shapes = encoder.Shapes;
        attention3 = new ReverseCrossAttention(shapes[2], shapes[3], reduction);
        attention2 = new ReverseCrossAttention(shapes[1], shapes[2], reduction);
        fc = nn.Linear(2 * shapes.Skip(1).Sum(shape => shape.Channels), size.ClassCount, device: ShapeOnly.Device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Both;

    /// <summary>The encoder of both.</summary>
    public Encoder3d Encoder => encoder;

    /// <summary>The four stages of CT, and of pathology behind it in the same batch: the encoder's normalisations see both.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(Bp, 3, T, H, W); null: none.</param>
    /// <returns>(B + Bp, C, T, H, W) each.</returns>
    public IReadOnlyList<Tensor> Stages(Tensor ct, Tensor? wsi)
    {
        var a = stem_ct.call(ct);
        return encoder.call(wsi is null ? a : cat([a, stem_wsi.call(wsi)], 0));
    }

    /// <summary>What the classifier is given of each modality: means of stage 4 and of stages 3 and 2 as the other one asks them.</summary>
    /// <param name="a">Stages of one modality, (B, C, T, H, W) each.</param>
    /// <param name="b">Those of the other, of the same patients.</param>
    /// <returns>(B, c4 + c3 + c2) of each.</returns>
    public (Tensor A, Tensor B) Augmented(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        using var scope = NewDisposeScope();
        var (a3, b3) = (attention3.call(a[2], b[3]), attention3.call(b[2], a[3]));
        var (a2, b2) = (attention2.call(a[1], b3), attention2.call(b[1], a3));
        static Tensor Means(params Tensor[] features) => cat([.. features.Select(feature => feature.mean([2, 3, 4]))], 1);
        return (Means(a[3], a3, a2).MoveToOuterDisposeScope(), Means(b[3], b3, b2).MoveToOuterDisposeScope());
    }

    /// <summary>Logits of pairs.</summary>
    /// <param name="ct">Stages of CT, (Bp, C, T, H, W) each.</param>
    /// <param name="wsi">Stages of pathology, of the same patients.</param>
    /// <returns>(Bp, classes).</returns>
    public Tensor Fused(IReadOnlyList<Tensor> ct, IReadOnlyList<Tensor> wsi)
    {
        using var scope = NewDisposeScope();
        var (a, b) = Augmented(ct, wsi);
        return fc.call(cat([a, b], 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        using var scope = NewDisposeScope();
        var (stages, pairs) = (Stages(ct!, wsi), ct!.shape[0]);
        IReadOnlyList<Tensor> Half(int half) => [.. stages.Select(stage => stage.narrow(0, half * pairs, pairs))];
        return [new("fused", Fused(Half(0), Half(1)).MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost()
    {
        var stems = new CostWalk([1, Inputs, Size.Frames, Size.Size, Size.Size]);
        stems.Aside(stem_ct, [1, 1, Size.Frames, Size.Size, Size.Size]);
        stems.Aside(stem_wsi, [1, 3, Size.Frames, Size.Size, Size.Size]);
        return
        [
            stems.Cost("stems", stem_ct, stem_wsi),
            .. encoder.Cost("CT and pathology", Size)
                .Append(attention3.Cost("attention 3")).Append(attention2.Cost("attention 2")).Select(Twice),
            NetworkCost.Head("classifier", fc, [1, fc.weight!.shape[1]]),
        ];
    }

    // both modalities go through, on the same parameters
    private static LayerCost Twice(LayerCost part) =>
        part with { MultiplyAdds = 2 * part.MultiplyAdds, Activations = 2 * part.Activations };
}
