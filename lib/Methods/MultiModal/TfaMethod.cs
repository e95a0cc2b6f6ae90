using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.MultiModal;

/// <summary>
/// TFA-Net: Hua et al., twofold feature augmentation, IEEE JBHI 2021.
/// <para>The source's, as its abstract says: features of several scales, augmented twofold: by convolution kernels that the modalities
/// share, and by a stream of reverse cross-attention.</para>
/// <para>Ours: 1x1x1 stems that bring CT and pathology to three channels each, behind which one encoder serves both, its normalisations,
/// too; the attention's form (<see cref="ReverseCrossAttention"/>), from the deepest stage back to stage 2 and each time from the other
/// modality; the classifier on the means of stages 4, 3 and 2; a head of the training alone through which CT without pathology
/// teaches the encoder.</para>
/// </summary>
public sealed record TfaMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "TFA-Net";

    /// <inheritdoc/>
    public override string Citation => "Hua et al., IEEE JBHI 2021";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MultiModal;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>Depth of the encoder.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>Channels of a stage for one of its attention's queries.</summary>
    public int Reduction { get; init; } = 4;

    /// <summary>Weight of the cross-entropy of CT alone.</summary>
    public double CtAlone { get; init; } = 0.5;

    /// <inheritdoc/>
    public override Method At(Scale scale) => (TfaMethod)base.At(scale) with { Depth = scale == Scale.Smoke ? 10 : Depth };

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new TfaPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (Reduction < 1)
        {
            throw new InputException($"TFA-Net: queries with one of {Reduction} channels: give a number above 0");
        }
    }
}

/// <summary>TFA-Net's training.</summary>
public sealed record TfaPhase : ComparisonPhase<TfaMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "tfa";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Both;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) => new TfaLearner(Network(), Method);

    private TfaNetwork Network() => new(Method.Depth, Method.Reduction, Setting.Size);
}

/// <summary>Labels of pairs, and of CT alone.</summary>
internal sealed class TfaLearner : Learner
{
    private readonly TfaNetwork _network;
    private readonly TfaMethod _method;
    private readonly CtHead _alone;
    private readonly Parts _parts;

    public TfaLearner(TfaNetwork network, TfaMethod method)
    {
        (_network, _method) = (network, method);
        _alone = new CtHead(network.Encoder.Shapes[^1], network.Size.ClassCount);
        _parts = new Parts(("network", network), ("ct_head", _alone));
    }

    public override nn.Module Module => _parts;

    public override Classifier Deployed => _network;

    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var stages = _network.Stages(batch.Ct, batch.Wsi);
        var count = batch.Ct.shape[0];
        var alone = new LossTerm("ce_ct", _alone.Loss(stages[^1].narrow(0, 0, count), batch), _method.CtAlone);
        if (batch.Wsi is null)
        {
            return [alone];
        }

        // CT comes first: its rows are the batch's
        var fused = _network.Fused(
            [.. stages.Select(stage => stage.index_select(0, batch.Paired))],
            [.. stages.Select(stage => stage.narrow(0, count, batch.Wsi.shape[0]))]);
        return
        [
            new("ce", nn.functional.cross_entropy(fused, batch.Labels.index_select(0, batch.Paired)), OfPairs: true),
            alone,
        ];
    }
}
