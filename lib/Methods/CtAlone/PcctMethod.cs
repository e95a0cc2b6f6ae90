using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.CtAlone;

/// <summary>
/// PCCT: Chen et al., Progressive Class-Center Triplet Loss for Imbalanced Medical Image Classification, IEEE JBHI 2023
/// (arXiv 2207.04793).
/// <para>The source's, as its abstract says: two stages. First a class-balanced triplet loss, its triplets drawn from all classes alike,
/// separates the classes coarsely; then positive and negative give way to their classes' centres, which makes the classes compact.
/// ResNet-50 is MHD-Net's comparison's.</para>
/// <para>Ours: the classifier is trained beside the metric, by cross-entropy, over both stages; the embedding, margin and weights;
/// semi-hard negatives; all triplets of a balanced batch, every class counting the same, in place of one drawn for each class; the
/// centres, which follow the batches and are made anew after each epoch. The source's variants for pairs and quadruplets are left
/// out.</para>
/// </summary>
public sealed record PcctMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "PCCT";

    /// <inheritdoc/>
    public override string Citation => "Chen et al., IEEE JBHI 2023";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.CtAlone;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>Depth of the network.</summary>
    public int Depth { get; init; } = 50;

    /// <summary>Sequences of each class in a batch; null: sequences as they come, and triplets of the classes that have two.</summary>
    [JsonIgnore]
    public int? OfEachClass { get; init; } = 2;

    /// <summary>Dimension of the embedding, which only training needs.</summary>
    public int Embedding { get; init; } = 128;

    /// <summary>m, how much farther off another class has to be, as a squared distance on the unit sphere.</summary>
    public double Margin { get; init; } = 0.5;

    /// <summary>λ, weight of the triplets.</summary>
    public double Triplets { get; init; } = 1;

    /// <summary>Share of the epochs that the first stage, without centres, takes.</summary>
    public double CoarseShare { get; init; } = 0.5;

    /// <summary>Share of a class's centre that a batch leaves.</summary>
    public double CentreDecay { get; init; } = 0.9;

    /// <inheritdoc/>
    /// <remarks>Triplets are those of a batch: at paper scale, too, it goes through the network as a whole.</remarks>
    public override Method At(Scale scale)
    {
        var at = (PcctMethod)base.At(scale);
        return at with
        {
            Depth = scale == Scale.Smoke ? 10 : Depth,
            Training = at.Training with { MicroBatchSize = Training.MicroBatchSize },
        };
    }

    /// <inheritdoc/>
    public override Phase For(Setting setting) => new PcctPhase
    {
        Setting = setting,
        Training = Optimisation(setting) with { OfEachClass = OfEachClass },
        Method = this,
    };

    /// <inheritdoc/>
    public override void Check()
    {
        if (CoarseShare is not (>= 0 and <= 1) || CentreDecay is not (>= 0 and < 1) || Embedding < 1 || OfEachClass < 1)
        {
            throw new InputException(
                $"PCCT: a first stage of {CoarseShare} of the epochs, centres of which {CentreDecay} stays, {Embedding} dimensions, "
                + $"{OfEachClass} sequences a class: give shares of 0 to 1 (centres: below 1) and numbers above 0");
        }
    }
}

/// <summary>PCCT's training.</summary>
public sealed record PcctPhase : ComparisonPhase<PcctMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "pcct";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Networks.Cost.Complexity Cost() => ShapeOnly.Build(base.Cost);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) => new PcctLearner(Network(), Method);

    private BranchClassifier Network() => new(Kind, Method.Depth, Modalities.Ct, Setting.Size);
}

/// <summary>Labels, and an embedding in which the classes come apart.</summary>
internal sealed class PcctLearner : Learner
{
    private readonly BranchClassifier _network;
    private readonly PcctMethod _method;
    private readonly Linear _embedding;
    private readonly ClassCentres _centres;
    private readonly Parts _parts;

    public PcctLearner(BranchClassifier network, PcctMethod method)
    {
        (_network, _method) = (network, method);
        var features = ResidualStage.Shapes(method.Depth, network.Size)[^1].Channels;
        _embedding = nn.Linear(features, method.Embedding);
        _centres = new ClassCentres(network.Size.ClassCount, method.Embedding);
        _parts = new Parts(("network", network), ("embedding", _embedding), ("centres", _centres));
    }

    public override nn.Module Module => _parts;

    public override Classifier Deployed => _network;

    public override Modalities Reads => Modalities.Ct;

    // L = CE + λ L_tri; the first stage's triplets are the batch's, the second's the centres'
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var output = _network.Backbone.call(batch.Ct);
        var features = output.Stages[^1].mean([2, 3, 4]);
        var embeddings = nn.functional.normalize(_embedding.call(features), 2, 1);
        var coarse = IsCoarse(clock);
        _centres.Add(embeddings, batch.Labels, coarse ? 1 : _method.CentreDecay);
        return
        [
            new("ce", nn.functional.cross_entropy(output.Logits, batch.Labels)),
            coarse
                ? new("triplets", TripletLosses.Balanced(embeddings, batch.Labels, _method.Margin), _method.Triplets)
                : new("centres", TripletLosses.ToCentres(embeddings, batch.Labels, _centres.Values, _centres.Known, _method.Margin),
                    _method.Triplets),
        ];
    }

    public override void EndEpoch(Clock clock) => _centres.EndEpoch();

    private bool IsCoarse(Clock clock) => clock.Epoch < _method.CoarseShare * clock.Epochs;
}
