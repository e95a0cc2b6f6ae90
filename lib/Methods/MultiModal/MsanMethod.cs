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
/// MSAN: He et al., Multi-Modal Retinal Image Classification With Modality-Specific Attention Network, IEEE TMI 2021.
/// <para>The source's, as its authors' code has it: an attention of its own for each modality. The multi-scale branch has a position
/// attention after its first stage and keeps the places of its last one, so that local and global features reach the classifier; the
/// region-guided branch sees its image beside a region of interest (blur, Otsu's threshold) and has the same attention. Focal losses,
/// γ = 2 and α = 0.25.</para>
/// <para>Ours: pathology goes into the multi-scale branch, CT into the region-guided one; three dimensions, for which the attention's keys
/// and values are pooled; one softmax in place of many labels' sigmoids; the fusion, whose code is lost, by two layers on both
/// features.</para>
/// </summary>
/// <remarks>
/// The dropout of one half before each head is 0 here: what torch's generator draws is not drawn again by a training that is resumed, so
/// with it a resumed training ends with other bits. Two optimisers with the same rate, one for each branch, are one Adam.
/// </remarks>
public sealed record MsanMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "MSAN";

    /// <inheritdoc/>
    public override string Citation => "He et al., IEEE TMI 2021";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MultiModal;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Code;

    /// <summary>Depth of both branches.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>Rows and columns that one key of the position attentions stands for.</summary>
    public int KeyPool { get; init; } = 4;

    /// <summary>Share of the features that is left out before each head; the source's is 0.5.</summary>
    public double Dropout { get; init; }

    /// <summary>γ of the focal loss.</summary>
    public double Gamma { get; init; } = 2;

    /// <summary>α of the focal loss.</summary>
    public double Alpha { get; init; } = 0.25;

    /// <summary>Weight of each branch's own loss beside that of both.</summary>
    public double Branches { get; init; } = 0.5;

    /// <inheritdoc/>
    public override Method At(Scale scale) => (MsanMethod)base.At(scale) with
    {
        Depth = scale == Scale.Smoke ? 10 : Depth,
        KeyPool = scale == Scale.Paper ? KeyPool : 2,
    };

    /// <inheritdoc/>
    public override Phase For(Setting setting) =>
        new MsanPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (KeyPool < 1 || Dropout is not (>= 0 and < 1) || !(Gamma >= 0) || !(Alpha > 0))
        {
            throw new InputException(
                $"MSAN: keys of {KeyPool} pixels, dropout {Dropout}, γ {Gamma}, α {Alpha}: give 1 pixel or more, a dropout of 0 "
                + "to below 1, γ of 0 or more and α above 0");
        }
    }

    /// <inheritdoc/>
    /// <remarks>150 epochs of Adam at 1e-3 in batches of 8. That the rate falls to a tenth after 30 and after 60 of them cannot be
    /// said.</remarks>
    protected override TrainingOptions Published(TrainingOptions common, Scale scale)
    {
        ArgumentNullException.ThrowIfNull(common);
        return common with
        {
            Epochs = scale == Scale.Paper ? 150 : common.Epochs,
            BatchSize = 8,
            LearningRate = 1e-3,
        };
    }
}

/// <summary>MSAN's training.</summary>
public sealed record MsanPhase : ComparisonPhase<MsanMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "msan";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Both;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) => new MsanLearner(Network(), Method);

    private MsanNetwork Network() => new(Method.Depth, Method.KeyPool, Method.Dropout, Setting.Size);
}

/// <summary>Focal losses of both branches and of their fusion; CT without pathology teaches its branch.</summary>
internal sealed class MsanLearner(MsanNetwork network, MsanMethod method) : Learner
{
    public override nn.Module Module => network;

    public override Classifier Deployed => network;

    // L = FL_F + 0.5 FL_ct + 0.5 FL_wsi
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var ofCt = network.RegionGuided(batch.Ct, Otsu.Region(batch.Ct));
        var alone = new LossTerm("focal_ct", Focal(network.OfCt(ofCt), batch.Labels), method.Branches);
        if (batch.Wsi is null)
        {
            return [alone];
        }

        var labels = batch.Labels.index_select(0, batch.Paired);
        var ofWsi = network.MultiScale(batch.Wsi);
        return
        [
            new("focal", Focal(network.Fused(ofCt.index_select(0, batch.Paired), ofWsi), labels), OfPairs: true),
            alone,
            new("focal_wsi", Focal(network.OfWsi(ofWsi), labels), method.Branches, OfPairs: true),
        ];
    }

    private Tensor Focal(Tensor logits, Tensor labels) => FocalLoss.Of(logits, labels, method.Gamma, method.Alpha);
}
