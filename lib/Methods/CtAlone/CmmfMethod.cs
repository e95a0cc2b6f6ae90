using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.CtAlone;

/// <summary>
/// CMMF-Net: Lu et al., a collaborative multi-task network with feature selection and classification, IEEE TMI 2023.
/// <para>The source's, as its abstract says: a feature-selection model that segments the region of interest, with multi-scale feature
/// fusion and an edge-aware loss, and a classification model, which sees the region, the fused feature and a matrix of distances, and
/// whose activation map is given back to the selection.</para>
/// <para>Ours: without masks to learn from, the selection learns from brightness (Otsu's threshold) first and from the classifier's
/// activation map, halved, afterwards; so a part of the method is another one. The crop is soft; sequences of `other` have no tumour and
/// do not count in the selection's loss; all weights.</para>
/// </summary>
public sealed record CmmfMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "CMMF-Net";

    /// <inheritdoc/>
    public override string Citation => "Lu et al., IEEE TMI 2023";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.CtAlone;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>Depth of the selector and of the classifier.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>Weight of the selection's loss.</summary>
    public double Selection { get; init; } = 0.5;

    /// <summary>Share of the training in which brightness is what is selected; the classifier's activation afterwards.</summary>
    public double ByBrightness { get; init; } = 0.1;

    /// <summary>Activation, from 0 to 1 within a sequence, from which on a voxel is selected.</summary>
    public double Activation { get; init; } = 0.5;

    /// <inheritdoc/>
    public override Method At(Scale scale) => (CmmfMethod)base.At(scale) with { Depth = scale == Scale.Smoke ? 10 : Depth };

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new CmmfPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (ByBrightness is not (>= 0 and <= 1) || Activation is not (>= 0 and < 1))
        {
            throw new InputException(
                $"CMMF-Net: selects by brightness for {ByBrightness} of the training and activations above {Activation}: give shares "
                + "of 0 to 1, the second below 1");
        }
    }
}

/// <summary>Training of CMMF-Net.</summary>
public sealed record CmmfPhase : ComparisonPhase<CmmfMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "cmmf";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) => new CmmfLearner(Network(), Method);

    private CmmfNetwork Network() => new(Method.Depth, Setting.Size);
}

/// <summary>Labels, and what is to be selected.</summary>
/// <param name="network">What is trained.</param>
/// <param name="method">Options.</param>
internal sealed class CmmfLearner(CmmfNetwork network, CmmfMethod method) : Learner
{
    public override nn.Module Module => network;

    public override Classifier Deployed => network;

    public override Modalities Reads => Modalities.Ct;

    // L = CE + w_sel L_sel, the latter a mean over all sequences in which those of `other` are zero
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var output = network.Of(batch.Ct);
        var target = clock.Progress < method.ByBrightness
            ? Otsu.Region(batch.Ct)
            : (network.ClassActivation(output.Last, batch.Labels, batch.Ct.shape[2..]) > method.Activation).to_type(ScalarType.Float32);
        var tumour = (batch.Labels < network.Size.TypeCount).to_type(ScalarType.Float32);
        return
        [
            new("ce", nn.functional.cross_entropy(output.Logits, batch.Labels)),
            new("selection", (MaskLosses.Of(output.Mask, target) * tumour).mean(), method.Selection),
        ];
    }
}
