using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.MissingModality;

/// <summary>Training of ModDrop++: every sequence whole, and those with pathology once more with something missing.</summary>
/// <param name="network">The network.</param>
/// <param name="method">Options.</param>
/// <param name="seed">Of the masks.</param>
public sealed class ModDropLearner(ModDropNetwork network, ModDropMethod method, int seed) : Learner
{
    private readonly ModalityMask _mask = new(method.Drop, seed, "moddrop");

    /// <inheritdoc/>
    public override nn.Module Module => network;

    /// <inheritdoc/>
    public override Classifier Deployed => network;

    /// <summary>L = CE_whole + CE_missing + λ L_sim.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) => Losses(batch, _mask.Of(batch, clock));

    /// <summary>The losses with a given second pass.</summary>
    /// <param name="batch">B sequences.</param>
    /// <param name="kept">What it keeps of each; of sequences without pathology it is not asked.</param>
    public IReadOnlyList<LossTerm> Losses(Batch batch, IReadOnlyList<Modalities> kept)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(kept);
        var rows = ModalityMask.Rows(batch);
        var wsi = zeros([batch.Ct.shape[0], 3, .. batch.Ct.shape[2..]], device: batch.Ct.device);
        Modalities[] there = [.. Enumerable.Range(0, kept.Count).Select(row => rows.Contains(row) ? Modalities.Both : Modalities.Ct)];
        wsi = batch.Wsi is null ? wsi : wsi.index_copy(0, batch.Paired, batch.Wsi);
        var whole = network.Map(batch.Ct, wsi, there);
        var terms = new List<LossTerm> { new("ce", cross_entropy(network.Classify(whole), batch.Labels)) };
        if (batch.Wsi is null)
        {
            return terms;
        }

        var (ct, labels) = (batch.Ct.index_select(0, batch.Paired), batch.Labels.index_select(0, batch.Paired));
        var missing = network.Map(ct, batch.Wsi, [.. rows.Select(row => kept[row])]);
        terms.Add(new("ce_missing", cross_entropy(network.Classify(missing), labels), OfPairs: true));
        var target = whole.index_select(0, batch.Paired);
        var distance = Distance(method.DetachesWhole ? target.detach() : target, missing);
        terms.Add(new("similarity", distance, method.SimilarityWeight, OfPairs: true));
        return terms;
    }

    private Tensor Distance(Tensor whole, Tensor missing) => method.Similarity == MapSimilarity.Structural
        ? 1 - StructuralSimilarity.Mean(whole, missing) : mse_loss(missing, whole);
}
