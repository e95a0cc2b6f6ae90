using System.Text.Json.Serialization;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods.MissingModality;

/// <summary>How like the first feature maps of a sequence are with all modalities and with some.</summary>
public enum MapSimilarity
{
    /// <summary>One less their structural similarity.</summary>
    Structural,

    /// <summary>Their mean square distance.</summary>
    MeanSquare,
}

/// <summary>
/// ModDrop++: Liu et al., ModDrop++: A Dynamic Filter Network with Intra-subject Co-training for Multiple Sclerosis Lesion Segmentation
/// with Missing Modalities, MICCAI 2022.
/// <para>The source's, read in the authors' code and written anew: one network for whatever is missing; a missing modality is zero in the
/// input and in a code, and a linear layer that reads the code scales kernels and biases of the first convolution
/// (<see cref="DynamicConvolution"/>); every sample passes twice, whole and with modalities dropped, the number of which is drawn first;
/// both passes have the task's loss, and a third term draws the first convolution's two maps together, with gradients on both sides.
/// All modalities enter together, as channels.</para>
/// <para>Ours: classification in the place of segmentation, by a ResNet behind the first convolution; the term's weight, since the source's
/// 200 to 10000 is beside a loss of voxels; what of the structural similarity the source does not say
/// (<see cref="StructuralSimilarity"/>). CT and slides are not registered to one another, as the channels of the source are. A
/// sequence without pathology has no second pass.</para>
/// </summary>
public sealed record ModDropMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "ModDrop++";

    /// <inheritdoc/>
    public override string Citation => "Liu et al., MICCAI 2022";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MissingModality;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Code;

    /// <summary>Depth of the ResNet.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>Side of the first convolution's kernels, an odd number of voxels.</summary>
    public int Kernel { get; init; } = 7;

    /// <summary>What the second pass takes away.</summary>
    public ModalityDrop Drop { get; init; } = ModalityDrop.Number;

    /// <summary>How the two passes' maps are compared.</summary>
    public MapSimilarity Similarity { get; init; } = MapSimilarity.Structural;

    /// <summary>λ, weight of that comparison.</summary>
    public double SimilarityWeight { get; init; } = 0.05;

    /// <summary>Whether the whole pass's map is a target that has no gradient; in the source it has one.</summary>
    public bool DetachesWhole { get; init; }

    /// <inheritdoc/>
    public override Method At(Scale scale) => (ModDropMethod)base.At(scale) with
    {
        Depth = scale == Scale.Smoke ? 10 : Depth,
        Kernel = scale == Scale.Smoke ? 3 : Kernel,
    };

    /// <inheritdoc/>
    public override Phase For(Setting setting) =>
        new ModDropPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (Kernel is < 1 or > 15 || Kernel % 2 == 0)
        {
            throw new InputException($"ModDrop++: a kernel of {Kernel} voxels has no middle or is too large: give an odd number up to 15");
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The source keeps the rate for 100 epochs and lowers it to zero along a straight line over 500 more, with batches of 16 and a beta1
    /// of 0.5; here it falls from the first of 600 epochs on, and beta1 is 0.9.
    /// </remarks>
    protected override TrainingOptions Published(TrainingOptions common, Scale scale)
    {
        ArgumentNullException.ThrowIfNull(common);
        return common with
        {
            Epochs = scale == Scale.Paper ? 600 : common.Epochs,
            BatchSize = 16,
            LearningRate = 2e-4,
            Schedule = LearningRateSchedule.Linear,
        };
    }
}

/// <summary>Training of ModDrop++.</summary>
public sealed record ModDropPhase : ComparisonPhase<ModDropMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "moddrop";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => new ModDropNetwork(Method, Setting.Size);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) =>
        new ModDropLearner(new ModDropNetwork(Method, Setting.Size), Method, Setting.Seed);

    /// <inheritdoc/>
    /// <remarks>Two passes a step.</remarks>
    public override double StepWork() => 2 * base.StepWork();
}
