using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.Mhd;

/// <summary>A single network on one modality, taught by the labels alone.</summary>
/// <param name="branch">A fresh branch.</param>
internal sealed class BranchLearner(BranchClassifier branch) : Learner
{
    public override nn.Module Module => branch;

    public override Classifier Deployed => branch;

    public override Modalities Reads => branch.Needs;

    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        if (branch.Needs == Modalities.Ct)
        {
            return [new LossTerm("ce", cross_entropy(branch.Heads(batch.Ct, null)[0].Logits, batch.Labels))];
        }

        if (batch.Wsi is null)
        {
            return [LossTerm.Nothing("ce", branch)];
        }

        var types = batch.Labels.index_select(0, batch.Paired);
        return [new LossTerm("ce", cross_entropy(branch.Heads(null, batch.Wsi)[0].Logits, types), OfPairs: true)];
    }
}
