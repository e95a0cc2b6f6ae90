using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.MissingModality;

/// <summary>Training of AW3M's streams under weights that the controller draws anew each epoch.</summary>
/// <param name="network">The network.</param>
/// <param name="method">Options.</param>
/// <param name="seed">Of the controller's draws.</param>
public sealed class Aw3mStreamsLearner(Aw3mStreams network, Aw3mMethod method, int seed) : Learner
{
    private readonly Aw3mController _controller = new(method, network, seed);
    private int _epoch;

    /// <inheritdoc/>
    public override nn.Module Module => network;

    /// <inheritdoc/>
    public override Classifier Deployed => network;

    /// <summary>Chooses the losses' weights.</summary>
    public Aw3mController Controller => _controller;

    /// <summary>L = w_1 CE_ct + w_2 CE_wsi + w_3 CE_fusion + 0.1 L_cons, L_cons = mean(1 − cos(u_ct, u_wsi)).</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var weights = _controller.Weights(clock.Epoch);
        var z = network.Ct.call(batch.Ct);
        var ct = new LossTerm("ce_ct", cross_entropy(network.CtHead.call(z), batch.Labels), weights[0]);
        if (batch.Wsi is null)
        {
            return [ct];
        }

        var (zCt, zWsi) = (z.index_select(0, batch.Paired), network.Wsi.call(batch.Wsi));
        var labels = batch.Labels.index_select(0, batch.Paired);
        var likeness = cosine_similarity(network.Common.Ct.call(zCt), network.Common.Wsi.call(zWsi), 1, 1e-8);
        return
        [
            new("ce", cross_entropy(Aw3mStreams.Fused(network.FusionHead, zCt, zWsi), labels), weights[2], OfPairs: true),
            ct,
            new("ce_wsi", cross_entropy(network.WsiHead.call(zWsi), labels), weights[1], OfPairs: true),
            new("consistency", 1 - likeness.mean(), method.Consistency, OfPairs: true),
        ];
    }

    /// <inheritdoc/>
    public override void EndEpoch(Clock clock) => _epoch = clock.Epoch;

    /// <summary>The epoch's end is the rollout's: its predictions on the validation patients are the reward.</summary>
    /// <remarks>The answer is the fusion head's, which the controller's state has no part in: what is validated is what is kept.</remarks>
    /// <inheritdoc/>
    public override IReadOnlyList<Prediction> Validate(TrainingData data, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(data);
        var predictions = base.Validate(data, batchSize);
        if (_controller.Tries(_epoch) && predictions.Count > 0)
        {
            _controller.Reward(_epoch, Metrics.Compute(Predictions.ByPatient(predictions), data.Labels.TypeCount).MAcc);
        }

        return predictions;
    }
}
