using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.MissingModality;

/// <summary>Training of mmFormer: with the pathology stream, the auxiliary classifier and those of three scales.</summary>
public sealed class MmFormerLearner : Learner
{
    private const int Scales = 3;

    private readonly MmFormerNetwork _network;
    private readonly MmFormerMethod _method;
    private readonly MmFormerStream _wsi;
    private readonly Linear _auxiliary;
    private readonly Linear[] _scales;
    private readonly ModalityMask _mask;
    private readonly Parts _parts;

    /// <summary>Begins a training; weights of what is not deployed come from torch's generator.</summary>
    /// <param name="network">What is deployed.</param>
    /// <param name="method">Options.</param>
    /// <param name="seed">Of the masks.</param>
    public MmFormerLearner(MmFormerNetwork network, MmFormerMethod method, int seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(method);
        (_network, _method) = (network, method);
        var size = network.Size;
        int Channels(int stage) => ResidualStage.Outputs(method.Depth, stage, size.Width);
        _wsi = new MmFormerStream(method, size, 3);
        _auxiliary = nn.Linear(Channels(3), size.ClassCount);
        _scales = [.. Enumerable.Range(0, Scales).Select(s => nn.Linear(2 * Channels(s), size.ClassCount))];
        _mask = new ModalityMask(method.Drop, seed, "mmformer");
        _parts = new Parts([("network", network), ("pathology", _wsi), ("auxiliary", _auxiliary),
            .. _scales.Select((scale, s) => ($"scale{s + 1}", (nn.Module)scale))]);
    }

    /// <inheritdoc/>
    public override nn.Module Module => _parts;

    /// <inheritdoc/>
    public override Classifier Deployed => _network;

    /// <inheritdoc/>
    public override void Convolve(Tensor ct, Tensor wsi)
    {
        base.Convolve(ct, wsi);
        _network.Ct.Stages(ct, all: true);
        _wsi.Stages(wsi, all: true);
    }

    /// <summary>L = CE_fused + Σ_m CE_aux,m + Σ_{s=1..3} CE_s.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) => Losses(batch, _mask.Of(batch, clock));

    /// <summary>The losses under given masks.</summary>
    /// <param name="batch">B sequences.</param>
    /// <param name="kept">What is kept of each.</param>
    public IReadOnlyList<LossTerm> Losses(Batch batch, IReadOnlyList<Modalities> kept)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var rows = batch.Ct.shape[0];
        var (hasCt, hasWsi) = (ModalityMask.Bits(kept, Modalities.Ct, batch.Ct), ModalityMask.Bits(kept, Modalities.Wsi, batch.Ct));
        var ct = _network.Ct.Stages(batch.Ct, all: true);
        var wsi = batch.Wsi is null ? null : _wsi.Stages(batch.Wsi, all: true);
        var ctTokens = _network.Ct.Tokens(ct, _network.Positions(0));
        var wsiTokens = wsi is null ? zeros_like(ctTokens) : InBatch(_wsi.Tokens(wsi, _network.Positions(1)));
        var fused = _network.Fused(ctTokens * hasCt.reshape(-1, 1, 1), wsiTokens * hasWsi.reshape(-1, 1, 1));
        var terms = new List<LossTerm> { new("ce", cross_entropy(fused, batch.Labels)) };
        for (var s = 0; s < Scales; s++)
        {
            var mean = ct[s].mean([2, 3, 4]);
            var other = wsi is null ? zeros_like(mean) : InBatch(wsi[s].mean([2, 3, 4]));
            var logits = _scales[s].call(cat([mean * hasCt.unsqueeze(1), other * hasWsi.unsqueeze(1)], 1));
            terms.Add(new($"scale{s + 1}", cross_entropy(logits, batch.Labels), _method.Supervision));
        }

        terms.Add(new("aux_ct", cross_entropy(_auxiliary.call(ct[^1].mean([2, 3, 4])), batch.Labels), _method.Auxiliary));
        if (wsi is not null)
        {
            var auxiliary = cross_entropy(_auxiliary.call(wsi[^1].mean([2, 3, 4])), batch.Labels.index_select(0, batch.Paired));
            terms.Add(new("aux_wsi", auxiliary, _method.Auxiliary, OfPairs: true));
        }

        return terms;

        // of the sequences that have pathology, and zero for the others
        Tensor InBatch(Tensor ofPairs) =>
            zeros([rows, .. ofPairs.shape[1..]], device: ofPairs.device).index_add(0, batch.Paired, ofPairs, 1);
    }
}
