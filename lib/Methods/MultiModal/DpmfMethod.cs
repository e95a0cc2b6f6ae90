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
/// DPMF-Net: Chen et al., IEEE TMI 2023: dual-polarization modality fusion, made for two parameter images of a polarization microscope.
/// <para>The source's, as its abstract says: a stream for each modality, joint embeddings by switching the attention maps of the
/// modalities, and a contrastive training that aligns the two representations. ResNet-34 is MHD-Net's comparison's.</para>
/// <para>Ours: the two polarizations are CT and pathology; the form of the attention, and that it is switched at the last stage; contrast
/// by InfoNCE in which pairs of the same type are each other's positives; weights and temperature; a head of the training alone through
/// which CT without pathology teaches the CT encoder.</para>
/// </summary>
public sealed record DpmfMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "DPMF-Net";

    /// <inheritdoc/>
    public override string Citation => "Chen et al., IEEE TMI 2023";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MultiModal;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>Depth of both encoders.</summary>
    public int Depth { get; init; } = 34;

    /// <summary>Stages, counted from the last, at which attention is switched: 1 or 2.</summary>
    public int SwitchedStages { get; init; } = 1;

    /// <summary>Channels of a stage for one of its attention's bottleneck.</summary>
    public int Reduction { get; init; } = 8;

    /// <summary>Dimension of the projections that are contrasted; only training needs them.</summary>
    public int Projection { get; init; } = 128;

    /// <summary>τ, the contrast's temperature.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>Weight of the contrast.</summary>
    public double Contrast { get; init; } = 0.5;

    /// <summary>Weight of the cross-entropy of CT alone.</summary>
    public double CtAlone { get; init; } = 0.5;

    /// <summary>Share of the epochs, at the start, that have the contrast alone: 20 of 100 would be 0.2.</summary>
    public double ContrastShare { get; init; }

    /// <inheritdoc/>
    /// <remarks>Pairs are contrasted with those of their batch: at paper scale, too, it goes through the networks as a whole.</remarks>
    public override Method At(Scale scale)
    {
        var at = (DpmfMethod)base.At(scale);
        return at with
        {
            Depth = scale switch { Scale.Smoke => 10, Scale.Demo or Scale.Study => 18, _ => Depth },
            Training = at.Training with { MicroBatchSize = Training.MicroBatchSize },
        };
    }

    /// <inheritdoc/>
    public override Phase For(Setting setting) =>
        new DpmfPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (SwitchedStages is not (1 or 2) || Reduction < 1 || Projection < 1 || !(Temperature > 0) || ContrastShare is not (>= 0 and <= 1))
        {
            throw new InputException(
                $"DPMF-Net: attention at {SwitchedStages} stages, reduction {Reduction}, projection {Projection}, "
                + $"temperature {Temperature}, contrast alone in {ContrastShare} of the epochs: "
                + "give 1 or 2 stages, a share of 0 to 1, and numbers above 0");
        }
    }
}

/// <summary>DPMF-Net's training.</summary>
public sealed record DpmfPhase : ComparisonPhase<DpmfMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "dpmf";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Both;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) => new DpmfLearner(Network(), Method);

    private DpmfNetwork Network() => new(Method.Depth, Method.SwitchedStages, Method.Reduction, Setting.Size);
}

/// <summary>Labels of pairs and of CT alone, and contrast between the two modalities.</summary>
internal sealed class DpmfLearner : Learner
{
    private readonly DpmfNetwork _network;
    private readonly DpmfMethod _method;
    private readonly CtHead _alone;
    private readonly nn.Module<Tensor, Tensor> _ofCt, _ofWsi;
    private readonly Parts _parts;

    public DpmfLearner(DpmfNetwork network, DpmfMethod method)
    {
        (_network, _method) = (network, method);
        var last = network.Ct.Shapes[^1];
        nn.Module<Tensor, Tensor> Projection() => nn.Sequential(
            ("0", nn.Linear(last.Channels, last.Channels)), ("1", nn.ReLU()), ("2", nn.Linear(last.Channels, method.Projection)));
        (_ofCt, _ofWsi) = (Projection(), Projection());
        _alone = new CtHead(last, network.Size.ClassCount);
        _parts = new Parts(("network", network), ("ct_head", _alone), ("project_ct", _ofCt), ("project_wsi", _ofWsi));
    }

    public override nn.Module Module => _parts;

    public override Classifier Deployed => _network;

    // L = CE + 0.5 L_con, and the cross-entropy of CT alone
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var lower = _network.Lower(batch.Ct);
        var labelled = clock.Epoch < _method.ContrastShare * clock.Epochs ? 0 : 1;
        var alone = new LossTerm("ce_ct", _alone.Loss(_network.Alone(lower), batch), labelled * _method.CtAlone);
        if (batch.Wsi is null)
        {
            return [alone];
        }

        var output = _network.Of(lower.index_select(0, batch.Paired), batch.Wsi);
        var labels = batch.Labels.index_select(0, batch.Paired);
        var (a, b) = (_ofCt.call(output.Ct.mean([2, 3, 4])), _ofWsi.call(output.Wsi.mean([2, 3, 4])));
        return
        [
            new("ce", nn.functional.cross_entropy(output.Logits, labels), labelled, OfPairs: true),
            new("contrast", SupervisedContrast.Loss(a, b, labels, _method.Temperature), _method.Contrast, OfPairs: true),
            alone,
        ];
    }
}
