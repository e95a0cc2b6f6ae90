using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// What AW3M deploys where pathology is missing: the CT stream, a block that recovers the pathology stream's features from CT's, and the
/// heads of CT and fusion.
/// </summary>
public sealed class Aw3mRecovering : Classifier
{
    private readonly Aw3mStream ct;
    private readonly Linear ctHead, fusionHead, narrow, wide;

    [ComponentName(Name = "shares")]
    private readonly Tensor _shares;   // (2), what the CT head's and the fusion head's answer count

    /// <summary>Takes over what of the finished network is needed; the block's weights come from torch's generator.</summary>
    /// <param name="method">Width of the block.</param>
    /// <param name="streams">The network with both modalities.</param>
    public Aw3mRecovering(Aw3mMethod method, Aw3mStreams streams)
        : base(nameof(Aw3mRecovering), streams?.Size ?? throw new ArgumentNullException(nameof(streams)))
    {
        ArgumentNullException.ThrowIfNull(method);
        (ct, ctHead, fusionHead) = (streams.Ct, streams.CtHead, streams.FusionHead);
        var inner = Math.Max(1, streams.Channels / method.RecoveryRatio);
        narrow = nn.Linear(streams.Channels, inner, device: ShapeOnly.Device);
        wide = nn.Linear(inner, streams.Channels, device: ShapeOnly.Device);
        var weights = Aw3mController.Mean(streams);
        _shares = tensor(new[] { weights[0], weights[2] }.Select(weight => (float)(weight / (weights[0] + weights[2]))).ToArray());
        _shares.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <summary>The parameters of the block.</summary>
    public IEnumerable<Parameter> Block => narrow.parameters().Concat(wide.parameters());

    /// <summary>The CT stream.</summary>
    public Aw3mStream Ct => ct;

    /// <summary>Classifies by both streams' features.</summary>
    public Linear FusionHead => fusionHead;

    /// <summary>log((w_1 softmax(ct) + w_3 softmax(fusion)) / (w_1 + w_3)), whose softmax is that mean.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        using var scope = NewDisposeScope();
        var z = this.ct.call(ct!);
        return [new("recovered", Answer(z, Recovered(z)).MoveToOuterDisposeScope())];
    }

    /// <summary>The pathology stream's features, as far as CT's tell.</summary>
    /// <param name="z">CT's, (B, channels).</param>
    /// <returns>(B, channels).</returns>
    public Tensor Recovered(Tensor z)
    {
        using var scope = NewDisposeScope();
        return CountedProducts.Of(wide, nn.functional.relu(CountedProducts.Of(narrow, z))).MoveToOuterDisposeScope();
    }

    /// <summary>The answer.</summary>
    /// <param name="zCt">CT's features, (B, channels).</param>
    /// <param name="zWsi">Pathology's, recovered or not, of the same sizes.</param>
    /// <returns>(B, classes).</returns>
    public Tensor Answer(Tensor zCt, Tensor zWsi)
    {
        var heads = stack([CountedProducts.Of(ctHead, zCt), Aw3mStreams.Fused(fusionHead, zCt, zWsi)]);
        return (nn.functional.log_softmax(heads, -1) + _shares.log().reshape(2, 1, 1)).logsumexp(0);
    }
}
