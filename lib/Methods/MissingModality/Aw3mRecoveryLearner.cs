using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// Training of AW3M's recovery block; all else is frozen. Half of the time, by sequence, pathology is missing and the fusion head sees what
/// was recovered.
/// </summary>
public sealed class Aw3mRecoveryLearner : Learner
{
    private readonly Aw3mRecovering _network;
    private readonly Aw3mStream _wsi;
    private readonly Aw3mMethod _method;
    private readonly ModalityMask _mask;
    private readonly Parts _parts;

    /// <summary>Begins a training.</summary>
    /// <param name="network">What is deployed; all but its block is frozen.</param>
    /// <param name="streams">The network with both modalities that it was made of.</param>
    /// <param name="method">Options.</param>
    /// <param name="seed">Of the masks.</param>
    public Aw3mRecoveryLearner(Aw3mRecovering network, Aw3mStreams streams, Aw3mMethod method, int seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(streams);
        (_network, _wsi, _method) = (network, streams.Wsi, method);
        _mask = new ModalityMask(ModalityDrop.Pathology, seed, "aw3m recovery");
        _parts = new Parts(("network", network), ("pathology", _wsi));
        foreach (var parameter in _parts.parameters())
        {
            parameter.requires_grad = false;
        }

        foreach (var parameter in network.Block)
        {
            parameter.requires_grad = true;
        }
    }

    /// <inheritdoc/>
    public override nn.Module Module => _parts;

    /// <inheritdoc/>
    public override Classifier Deployed => _network;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> Parameters => _network.Block;

    /// <summary>The block has no mode; what is frozen keeps the statistics of its normalisation.</summary>
    public override void Train() => _parts.eval();

    /// <inheritdoc/>
    public override void Convolve(Tensor ct, Tensor wsi)
    {
        base.Convolve(ct, wsi);
        _wsi.call(wsi);
    }

    /// <summary>L = MSE(R(z_ct), z_wsi) + CE(fusion).</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) => Losses(batch, _mask.Of(batch, clock));

    /// <summary>The losses under a given mask.</summary>
    /// <param name="batch">B sequences; those without pathology teach nothing.</param>
    /// <param name="kept">What is kept of each.</param>
    public IReadOnlyList<LossTerm> Losses(Batch batch, IReadOnlyList<Modalities> kept)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Wsi is null)
        {
            return [new("recovery", _network.Block.First().sum() * 0)];
        }

        Tensor zCt, zWsi;
        using (no_grad())
        {
            (zCt, zWsi) = (_network.Ct.call(batch.Ct.index_select(0, batch.Paired)), _wsi.call(batch.Wsi));
        }

        var recovered = _network.Recovered(zCt);
        var there = ModalityMask.Bits(kept, Modalities.Wsi, batch.Ct).index_select(0, batch.Paired).unsqueeze(1);
        var fused = Aw3mStreams.Fused(_network.FusionHead, zCt, (there * zWsi) + ((1 - there) * recovered));
        return
        [
            new("recovery", mse_loss(recovered, zWsi), OfPairs: true),
            new("ce", cross_entropy(fused, batch.Labels.index_select(0, batch.Paired)), _method.RecoveryLabels, OfPairs: true),
        ];
    }
}
