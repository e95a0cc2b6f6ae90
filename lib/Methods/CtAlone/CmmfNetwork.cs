using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Methods.CtAlone;

/// <summary>What CMMF-Net gives.</summary>
/// <param name="Mask">Logits of the selector's soft mask, (B, 1, T, H, W).</param>
/// <param name="Last">The classifier's last stage, (B, C, t, h, w).</param>
/// <param name="Logits">(B, classes).</param>
public sealed record CmmfOutput(Tensor Mask, Tensor Last, Tensor Logits);

/// <summary>
/// CMMF-Net's network: a selector of half the width, whose four stages are joined from the deepest up to a multi-scale feature, from which
/// a soft mask comes; and a classifier that sees the masked CT, each voxel's distance to the mask's centre, and the multi-scale feature.
/// </summary>
public sealed class CmmfNetwork : Classifier
{
    private const double Open = 2; // logit of the mask as the training begins: at first the classifier sees nearly all

    private readonly Encoder3d selector;
    private readonly Convolution[] _laterals;
    private readonly Convolution mask;
    private readonly ResNet3d classifier;

    /// <summary>Creates it.</summary>
    /// <param name="depth">Of both ResNets.</param>
    /// <param name="size">Sizes.</param>
    public CmmfNetwork(int depth, NetworkSize size)
        : base(nameof(CmmfNetwork), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        selector = new Encoder3d(depth, 1, size with { Width = Math.Max(1, size.Width / 2) });
        Channels = selector.Shapes[0].Channels;
        _laterals = [.. selector.Shapes.Select(shape => Pointwise(shape.Channels, Channels))];
        mask = Pointwise(Channels, 1);
        using (no_grad())
        {
            mask.Bias!.fill_(Open);
        }

        classifier = new ResNet3d(depth, 2 + Channels, size);
        register_module(nameof(selector), selector);
        foreach (var (s, lateral) in _laterals.Index())
        {
            register_module($"lateral{s + 1}", lateral);
        }

        register_module(nameof(mask), mask);
        register_module(nameof(classifier), classifier);

        static Convolution Pointwise(int inputs, int outputs) =>
            new(inputs, outputs, (1, 1, 1), bias: true, start: ConvolutionStart.UniformFanIn);
    }

    /// <summary>Channels of the multi-scale feature; the classifier sees two more.</summary>
    public int Channels { get; }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi) => [new("cmmf", Of(ct!).Logits)];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost() =>
    [
        .. selector.Cost("selector", Size),
        .. _laterals.Select((lateral, s) => Alone($"selector fusion {s + 1}", lateral, selector.Shapes[s])),
        Alone("selector mask", mask, selector.Shapes[0]),
        .. NetworkCost.Count("classifier", classifier, [1, 2 + Channels, Size.Frames, Size.Size, Size.Size]),
    ];

    /// <summary>Selects, then classifies.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    public CmmfOutput Of(Tensor ct)
    {
        ArgumentNullException.ThrowIfNull(ct);
        using var scope = NewDisposeScope();
        var size = ct.shape[2..];
        var stages = selector.call(ct);
        var joined = _laterals[3].call(stages[3]);
        for (var s = 2; s >= 0; s--)
        {
            joined = _laterals[s].call(stages[s]) + To(joined, stages[s].shape[2..]);
        }

        var logits = To(mask.call(joined), size);
        var soft = logits.sigmoid();
        var seen = cat([ct * soft, DistanceMap.ToCentre(soft), To(joined, size)], 1);
        var output = classifier.call(seen);
        return new CmmfOutput(
            logits.MoveToOuterDisposeScope(), output.Stages[^1].MoveToOuterDisposeScope(), output.Logits.MoveToOuterDisposeScope());
    }

    /// <summary>Where the classifier looks for a class: its last stage, weighed by that class's row of its last layer.</summary>
    /// <param name="last">The last stage, (B, C, t, h, w).</param>
    /// <param name="classes">Of each sequence, (B), int64.</param>
    /// <param name="size">T, H and W of the map.</param>
    /// <returns>From 0 to 1 within each sequence, (B, 1, T, H, W), without gradient.</returns>
    public Tensor ClassActivation(Tensor last, Tensor classes, long[] size)
    {
        ArgumentNullException.ThrowIfNull(last);
        ArgumentNullException.ThrowIfNull(classes);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var rows = classifier.state_dict()["fc.weight"].index_select(0, classes);     // (B, C * t)
        var weights = rows.reshape(last.shape[0], last.shape[1], last.shape[2], 1, 1);
        var map = To((last.detach() * weights).sum(dim: 1).unsqueeze(1), size);
        var (least, most) = (map.amin([1, 2, 3, 4], keepdim: true), map.amax([1, 2, 3, 4], keepdim: true));
        return ((map - least) / (most - least).clamp_min(1e-6)).MoveToOuterDisposeScope();
    }

    private static LayerCost Alone(string name, Convolution layer, StageShape shape)
    {
        var walk = new CostWalk([1, shape.Channels, shape.Frames, shape.Height, shape.Width]);
        walk.Through(layer);
        return walk.Cost(name, layer);
    }

    private static Tensor To(Tensor feature, long[] size) =>
        nn.functional.interpolate(feature, size, mode: InterpolationMode.Trilinear, align_corners: false);
}
