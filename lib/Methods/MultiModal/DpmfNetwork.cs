using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.MultiModal;

/// <summary>What DPMF-Net makes of pairs.</summary>
/// <param name="Ct">The CT encoder's last stage under the pathology's attention, (Bp, C, T, H, W).</param>
/// <param name="Wsi">The pathology encoder's under that of the CT, (Bp, C, T, H, W).</param>
/// <param name="Logits">(Bp, classes).</param>
public sealed record DpmfOutput(Tensor Ct, Tensor Wsi, Tensor Logits);

/// <summary>Two encoders that look at their last stages with each other's attention, and a classifier of both.</summary>
public sealed class DpmfNetwork : Classifier
{
    private readonly Encoder3d ct, wsi;
    private readonly GateAttention[] _ofCt, _ofWsi;
    private readonly Linear fc;
    private readonly int _first;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="depth">Depth of both encoders.</param>
    /// <param name="stages">Stages, counted from the last, at which attention is switched: 1 or 2.</param>
    /// <param name="reduction">Channels of an attention's bottleneck, as a fraction of the stage's.</param>
    /// <param name="size">Frames, width and classes.</param>
    public DpmfNetwork(int depth, int stages, int reduction, NetworkSize size)
        : base(nameof(DpmfNetwork), size)
    {
        (ct, wsi) = (new Encoder3d(depth, 1, size), new Encoder3d(depth, 3, size));
        _first = 4 - stages;
        GateAttention[] Attentions() => [.. ct!.Shapes.Skip(_first).Select(shape => new GateAttention(shape, reduction))];
        (_ofCt, _ofWsi) = (Attentions(), Attentions());
        var last = ct.Shapes[^1];
        fc = nn.Linear(2 * last.Channels, size.ClassCount, device: ShapeOnly.Device);
        register_module(nameof(ct), ct);
        register_module(nameof(wsi), wsi);
        for (var i = 0; i < stages; i++)
        {
            register_module($"attention_ct{_first + i + 1}", _ofCt[i]);
            register_module($"attention_wsi{_first + i + 1}", _ofWsi[i]);
        }

        register_module(nameof(fc), fc);
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Both;

    /// <summary>The CT encoder.</summary>
    public Encoder3d Ct => ct;

    /// <summary>A feature under the other modality's attention.</summary>
    /// <param name="feature">(B, C, T, H, W).</param>
    /// <param name="attention">Of the other modality, 0 to 1, of the same shape.</param>
    public static Tensor Switched(Tensor feature, Tensor attention)
    {
        using var scope = NewDisposeScope();
        return (feature * (1 + attention)).MoveToOuterDisposeScope();
    }

    /// <summary>The CT encoder up to the first stage at which attention is switched.</summary>
    /// <param name="sequences">(B, 1, T, H, W).</param>
    public Tensor Lower(Tensor sequences) => Lower(ct, sequences);

    /// <summary>The last stage of CT that is seen alone: no attention of anything else.</summary>
    /// <param name="lower">Of <see cref="Lower(Tensor)"/>.</param>
    public Tensor Alone(Tensor lower) =>
        Enumerable.Range(_first + 1, 3 - _first).Aggregate(lower, (x, stage) => ct.Stage(stage, x));

    /// <summary>The rest of the network, of pairs.</summary>
    /// <param name="lower">Of <see cref="Lower(Tensor)"/>, those that have pathology, (Bp, C, T, H, W).</param>
    /// <param name="pathology">(Bp, 3, T, H, W), of the same patients.</param>
    public DpmfOutput Of(Tensor lower, Tensor pathology)
    {
        var (a, b) = (lower, Lower(wsi, pathology));
        for (var i = 0; i < _ofCt.Length; i++)
        {
            if (i > 0)
            {
                (a, b) = (ct.Stage(_first + i, a), wsi.Stage(_first + i, b));
            }

            (a, b) = (Switched(a, _ofWsi[i].call(b)), Switched(b, _ofCt[i].call(a)));
        }

        using var joined = cat([a.mean([2, 3, 4]), b.mean([2, 3, 4])], 1);
        return new DpmfOutput(a, b, fc.call(joined));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi) => [new("fused", Of(Lower(ct!), wsi!).Logits)];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost() =>
    [
        .. ct.Cost("CT", Size),
        .. wsi.Cost("pathology", Size),
        .. _ofCt.Select((attention, i) => attention.Cost($"CT attention {_first + i + 1}")),
        .. _ofWsi.Select((attention, i) => attention.Cost($"pathology attention {_first + i + 1}")),
        NetworkCost.Head("classifier", fc, [1, fc.weight!.shape[1]]),
    ];

    private Tensor Lower(Encoder3d encoder, Tensor sequences) =>
        Enumerable.Range(0, _first + 1).Aggregate(encoder.Stem(sequences), (x, stage) => encoder.Stage(stage, x));
}
