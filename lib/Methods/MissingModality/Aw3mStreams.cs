using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MhdNet.Methods.MissingModality;

/// <summary>One modality's stream of AW3M: a ResNet's stages and their mean, z.</summary>
public sealed class Aw3mStream : nn.Module<Tensor, Tensor>
{
    private readonly Encoder3d _encoder;
    private readonly nn.Module<Tensor, Tensor> _last;

    /// <summary>Creates it.</summary>
    /// <param name="depth">Of the ResNet.</param>
    /// <param name="inputs">Channels of a frame.</param>
    /// <param name="size">Frames, side and width.</param>
    /// <param name="sharesWith">The stream whose last stage it uses, and does not own; null: it has its own.</param>
    public Aw3mStream(int depth, int inputs, NetworkSize size, Aw3mStream? sharesWith = null)
        : base(nameof(Aw3mStream))
    {
        ArgumentNullException.ThrowIfNull(size);
        _encoder = new Encoder3d(depth, inputs, size, stages: 3);
        _last = sharesWith?._last ?? ResidualStage.Create(depth, 3, size.Width);
        register_module("encoder", _encoder);
        if (sharesWith is null)
        {
            register_module("layer4", _last);
        }
    }

    /// <summary>z.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <returns>(B, channels).</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _last.call(_encoder.call(input)[^1]).mean([2, 3, 4]).MoveToOuterDisposeScope();
    }
}

/// <summary>AW3M's network with both modalities: two streams, a head for each and one for both, and the state of the controller.</summary>
public sealed class Aw3mStreams : Classifier
{
    private readonly Aw3mStream ct, wsi;
    private readonly Linear ctHead, wsiHead, fusionHead, ctCommon, wsiCommon;

    [ComponentName(Name = "controller_mean")]
    private readonly Tensor _mean;       // (3), logits of the weights of CT's, pathology's and fusion's loss

    [ComponentName(Name = "controller_baseline")]
    private readonly Tensor _baseline;   // (1), moving average of the rewards

    [ComponentName(Name = "controller_rewards")]
    private readonly Tensor _rewards;    // (1), int64, how many there have been

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="method">Depth and sharing.</param>
    /// <param name="size">Frames, width and classes.</param>
    public Aw3mStreams(Aw3mMethod method, NetworkSize size)
        : base(nameof(Aw3mStreams), size)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        method.Check();
        Channels = ResidualStage.Outputs(method.Depth, 3, size.Width);
        ct = new Aw3mStream(method.Depth, 1, size);
        wsi = new Aw3mStream(method.Depth, 3, size, method.SharesLastStage ? ct : null);
        ctHead = nn.Linear(Channels, size.ClassCount, device: ShapeOnly.Device);
        wsiHead = nn.Linear(Channels, size.ClassCount, device: ShapeOnly.Device);
        fusionHead = nn.Linear(2 * Channels, size.ClassCount, device: ShapeOnly.Device);
        ctCommon = nn.Linear(Channels, Math.Max(1, Channels / 2), device: ShapeOnly.Device);
        wsiCommon = nn.Linear(Channels, Math.Max(1, Channels / 2), device: ShapeOnly.Device);
        (_mean, _baseline, _rewards) = (zeros(3), zeros(1), zeros(1, ScalarType.Int64));
        foreach (var kept in new[] { _mean, _baseline, _rewards })
        {
            kept.DetachFromDisposeScope();
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Both;

    /// <summary>Features of a stream.</summary>
    public int Channels { get; }

    /// <summary>The CT stream.</summary>
    public Aw3mStream Ct => ct;

    /// <summary>The pathology stream.</summary>
    public Aw3mStream Wsi => wsi;

    /// <summary>Classifies by the CT stream.</summary>
    public Linear CtHead => ctHead;

    /// <summary>Classifies by the pathology stream.</summary>
    public Linear WsiHead => wsiHead;

    /// <summary>Classifies by both.</summary>
    public Linear FusionHead => fusionHead;

    /// <summary>The part of each stream's features that the two are to have in common.</summary>
    public (Linear Ct, Linear Wsi) Common => (ctCommon, wsiCommon);

    /// <summary>What the controller learns with: the mean of its logits (3), the moving average of rewards (1), their number (1).</summary>
    public (Tensor Mean, Tensor Baseline, Tensor Rewards) Controller => (_mean, _baseline, _rewards);

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        using var scope = NewDisposeScope();
        var (zCt, zWsi) = (this.ct.call(ct!), this.wsi.call(wsi!));
        Head[] heads = [new("fusion", Fused(fusionHead, zCt, zWsi)), new("radiology", CountedProducts.Of(ctHead, zCt)),
            new("pathology", CountedProducts.Of(wsiHead, zWsi))];
        return [.. heads.Select(head => head with { Logits = head.Logits.MoveToOuterDisposeScope() })];
    }

    /// <summary>What the fusion head says of both streams' features.</summary>
    internal static Tensor Fused(Linear head, Tensor zCt, Tensor zWsi) => CountedProducts.Of(head, cat([zCt, zWsi], 1));
}
