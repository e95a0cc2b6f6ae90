using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>What <see cref="FittedPhase"/> trains: a network that is fitted in one go and takes no step.</summary>
/// <param name="network">The network.</param>
/// <param name="fit">Fills its buffers from the training patients; null where it is whole already.</param>
internal sealed class FittedLearner(Classifier network, Action<TrainingData>? fit = null) : Learner
{
    public override nn.Module Module => network;

    public override Classifier Deployed => network;

    public override IEnumerable<Parameter> Parameters => [];

    public override void Prepare(TrainingData data, RunFolder run)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        fit?.Invoke(data);
    }

    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) =>
        throw new InvalidOperationException("a network that is fitted in one go takes no step");
}
