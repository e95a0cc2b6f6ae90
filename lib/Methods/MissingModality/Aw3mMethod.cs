using System.Text.Json.Serialization;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// AW3M: Huang et al., AW3M: An auto-weighting and recovery framework for breast cancer diagnosis using multi-modal ultrasound, Medical
/// Image Analysis 2021.
/// <para>The source's, as its abstract and that of its predecessor (MICCAI 2020) have it: a stream for each modality; a self-supervised
/// loss that makes what the streams have in common agree; the weights of the streams' losses are learnt by reinforcement instead of
/// set by hand; a light block, put into the trained network, recovers what a missing modality would have said.</para>
/// <para>Ours: every formula, and how the reinforcement fits into a training. There is no rollout within an epoch: each epoch after the
/// first few is one rollout, under weights drawn around the controller's mean; its reward is the share of validation patients that the
/// network has right at its end, and REINFORCE moves the mean. No epoch is undone. At a hundred epochs the controller does little more
/// than try weights near equal ones, and on few validation patients its reward is mostly chance; where there are none, its mean stays.
/// The answer without pathology is the mean of the CT head's and of the fusion head's on the recovered features, by the losses'
/// weights.</para>
/// </summary>
public sealed record Aw3mMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "AW3M";

    /// <inheritdoc/>
    public override string Citation => "Huang et al., Medical Image Analysis 2021";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MissingModality;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>Depth of the streams.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>Whether the streams share their last stage, as the predecessor's share weights.</summary>
    public bool SharesLastStage { get; init; }

    /// <summary>Weight of the loss that makes the streams agree.</summary>
    public double Consistency { get; init; } = 0.1;

    /// <summary>Whether the weights of the losses are learnt; otherwise they stay equal.</summary>
    public bool Controller { get; init; } = true;

    /// <summary>Epochs with equal weights before the controller begins.</summary>
    public int WarmUp { get; init; } = 5;

    /// <summary>σ: deviation of the logits that an epoch's weights are drawn with.</summary>
    public double Deviation { get; init; } = 0.3;

    /// <summary>How far a reward moves the controller's mean.</summary>
    public double ControllerRate { get; init; } = 0.5;

    /// <summary>What a reward leaves of the moving average that it is compared with.</summary>
    public double BaselineDecay { get; init; } = 0.9;

    /// <summary>Epochs of the recovery's training.</summary>
    public int RecoveryEpochs { get; init; } = 20;

    /// <summary>By how much the recovery block narrows the features on their way.</summary>
    public int RecoveryRatio { get; init; } = 4;

    /// <summary>Weight of the fusion head's cross-entropy in the recovery's training, beside the features' distance.</summary>
    public double RecoveryLabels { get; init; } = 1;

    /// <inheritdoc/>
    public override Method At(Scale scale)
    {
        var scaled = (Aw3mMethod)base.At(scale);
        return scale switch
        {
            Scale.Paper => scaled,
            Scale.Smoke => scaled with { Depth = 10, WarmUp = 1, RecoveryEpochs = 2 },
            Scale.Demo => scaled with { WarmUp = 2, RecoveryEpochs = 4 },
            _ => scaled with { WarmUp = 3, RecoveryEpochs = 6 },
        };
    }

    /// <inheritdoc/>
    public override Phase For(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var training = Optimisation(setting);
        return new Aw3mPhase
        {
            Setting = setting,
            Training = training with { Epochs = setting.Epochs(RecoveryEpochs) },
            Method = this,
            Needs = [new Aw3mStreamsPhase { Setting = setting, Training = training, Method = this }],
        };
    }

    /// <inheritdoc/>
    public override void Check()
    {
        if (!(Deviation > 0 && double.IsFinite(Deviation)) || BaselineDecay is not (>= 0 and < 1) || WarmUp < 0)
        {
            throw new InputException(
                $"AW3M: a deviation of {Deviation}, a decay of {BaselineDecay} and {WarmUp} epochs before are no controller: give a "
                + "positive deviation, a decay of 0 to below 1, and 0 epochs or more");
        }

        if (RecoveryRatio is < 1 or > 64 || RecoveryEpochs < 1)
        {
            throw new InputException(
                $"AW3M: a recovery of {RecoveryEpochs} epochs, narrowed {RecoveryRatio} times, cannot be: give 1 epoch or more and "
                + "1 to 64 times");
        }
    }
}

/// <summary>Training of AW3M's streams and of the weights of their losses; CT and pathology.</summary>
public sealed record Aw3mStreamsPhase : ComparisonPhase<Aw3mMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "aw3m-streams";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Both;

    /// <inheritdoc/>
    public override Classifier Build() => new Aw3mStreams(Method, Setting.Size);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) =>
        new Aw3mStreamsLearner(new Aw3mStreams(Method, Setting.Size), Method, Setting.Seed);
}

/// <summary>Training of AW3M's recovery block in the finished network, which stays as it is.</summary>
public sealed record Aw3mPhase : ComparisonPhase<Aw3mMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "aw3m";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => new Aw3mRecovering(Method, new Aw3mStreams(Method, Setting.Size));

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(needs);
        var streams = (Aw3mStreams)needs[0].Load();
        return new Aw3mRecoveryLearner(new Aw3mRecovering(Method, streams), streams, Method, Setting.Seed);
    }

    /// <inheritdoc/>
    /// <remarks>Both streams go forward, and nothing but the block goes back.</remarks>
    public override double StepWork() => 2 * base.StepWork() / 3;
}
