using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.CtAlone;

/// <summary>
/// SCM-Net: Zhou et al., a light network with spiking-cortical-model based global and local attention, IEEE JBHI 2023.
/// <para>The source's, as its abstract says: a light network; attention that takes each map apart into components by the relation of
/// neighbouring pixels with a spiking cortical model, whose weighted sum is a local mask; a global mask from the correlation of distant
/// pixels; both reweigh the feature. The model's recurrences are the literature's.</para>
/// <para>Ours: the network, the soft firing and that the gradient takes no way through earlier pulses, the global mask's form, all
/// constants.</para>
/// </summary>
public sealed record ScmMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "SCM-Net";

    /// <inheritdoc/>
    public override string Citation => "Zhou et al., IEEE JBHI 2023";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.CtAlone;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>What the setting's width is multiplied by; 2 is nearer to a MobileNet.</summary>
    public int Widening { get; init; } = 1;

    /// <summary>Constants of the attention.</summary>
    public SpikingOptions Spiking { get; init; } = new();

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new ScmPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (Widening < 1 || Spiking.Steps < 1 || !(Spiking.Steepness > 0))
        {
            throw new InputException(
                $"SCM-Net: {Widening} times the width, {Spiking.Steps} steps of steepness {Spiking.Steepness} cannot be: give numbers "
                + "above 0");
        }
    }
}

/// <summary>Training of SCM-Net.</summary>
public sealed record ScmPhase : ComparisonPhase<ScmMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "scm";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) => new ScmLearner(Network());

    private ScmNetwork Network() => new(Setting.Size, Method.Widening, Method.Spiking);
}

/// <summary>Labels alone.</summary>
/// <param name="network">What is trained.</param>
internal sealed class ScmLearner(ScmNetwork network) : Learner
{
    public override nn.Module Module => network;

    public override Classifier Deployed => network;

    public override Modalities Reads => Modalities.Ct;

    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) =>
        [new("ce", nn.functional.cross_entropy(network.Logits(batch.Ct), batch.Labels))];
}
