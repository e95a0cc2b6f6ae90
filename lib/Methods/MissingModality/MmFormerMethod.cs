using System.Text.Json.Serialization;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods.MissingModality;

/// <summary>
/// mmFormer: Zhang et al., mmFormer: Multimodal Medical Transformer for Incomplete Multimodal Learning of Brain Tumor Segmentation,
/// MICCAI 2022.
/// <para>The source's, read in the authors' code and written anew: a convolutional stream for each modality and a Transformer on its
/// tokens; tokens of a missing modality are set to zero, so nothing of them is left but their positions, and a second Transformer mixes
/// what there is; positions are learnt, begin at zero and are added before every block; one auxiliary classifier for all streams, which
/// reads their convolutions, never masked; supervision of several scales; the subset of modalities is drawn anew for every sample and
/// step, all but the empty one alike. All losses weigh the same.</para>
/// <para>Ours: the task there is segmentation, so the decoders have become linear classifiers on means: the fused one on each modality's
/// mixed tokens, those of three scales on the (masked) stages. The streams are ResNets. Dropout, 0.1 there, is an option and 0
/// (<see cref="TransformerBlock"/>). What is deployed has no pathology stream: its tokens would be zero.</para>
/// </summary>
public sealed record MmFormerMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "mmFormer";

    /// <inheritdoc/>
    public override string Citation => "Zhang et al., MICCAI 2022";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MissingModality;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Code;

    /// <summary>Depth of the streams.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>The stage whose positions are the tokens, 3 or 4: at 64 pixels the fourth has four left.</summary>
    public int TokenStage { get; init; } = 4;

    /// <summary>Features of a token.</summary>
    public int TokenWidth { get; init; } = 512;

    /// <summary>Attentions side by side.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Features between a block's linear layers.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Dropout of the blocks, 0.1 in the source.</summary>
    public double Dropout { get; init; }

    /// <summary>Which modalities a training step takes away.</summary>
    public ModalityDrop Drop { get; init; } = ModalityDrop.Subset;

    /// <summary>Weight of each stream's auxiliary cross-entropy.</summary>
    public double Auxiliary { get; init; } = 1;

    /// <summary>Weight of the cross-entropy of each of three scales.</summary>
    public double Supervision { get; init; } = 1;

    /// <inheritdoc/>
    public override Method At(Scale scale) => scale switch
    {
        Scale.Paper => base.At(scale),
        Scale.Smoke => (MmFormerMethod)base.At(scale) with { Depth = 10, TokenStage = 3, TokenWidth = 32, Heads = 4, Hidden = 64 },
        _ => (MmFormerMethod)base.At(scale) with { TokenStage = 3, TokenWidth = 64, Heads = 4, Hidden = 128 },
    };

    /// <inheritdoc/>
    public override Phase For(Setting setting) =>
        new MmFormerPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (TokenStage is not (3 or 4))
        {
            throw new InputException($"mmFormer: tokens of stage {TokenStage} would be too many or none: choose 3 or 4");
        }

        if (TokenWidth is < 1 or > 4096 || Heads < 1 || TokenWidth % Heads != 0 || Hidden is < 1 or > 16384)
        {
            throw new InputException(
                $"mmFormer: {Heads} heads of {TokenWidth} features, {Hidden} hidden, cannot be built: give at most 4096 features, a "
                + "multiple of the heads, and at most 16384 hidden");
        }

        if (Dropout is not (>= 0 and < 1))
        {
            throw new InputException($"mmFormer: a dropout of {Dropout} leaves nothing: give 0 or more, below 1");
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Rate, decay and course are the source's. Its Adam is amsgrad's, its decay is added to the gradient, its batch is 1 and its epochs
    /// are 1000; here batches stay as they are, and 200 epochs are ours.
    /// </remarks>
    protected override TrainingOptions Published(TrainingOptions common, Scale scale)
    {
        ArgumentNullException.ThrowIfNull(common);
        return common with
        {
            Epochs = scale == Scale.Paper ? 200 : common.Epochs,
            LearningRate = 2e-4,
            WeightDecay = 1e-4,
            Schedule = LearningRateSchedule.Polynomial,
        };
    }
}

/// <summary>Training of mmFormer.</summary>
public sealed record MmFormerPhase : ComparisonPhase<MmFormerMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "mmformer";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => new MmFormerNetwork(Method, Setting.Size);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) =>
        new MmFormerLearner(new MmFormerNetwork(Method, Setting.Size), Method, Setting.Seed);

    /// <inheritdoc/>
    /// <remarks>A second stream learns beside the one that is deployed.</remarks>
    public override double StepWork() => 2 * base.StepWork();
}
