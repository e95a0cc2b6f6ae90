using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.MultiModal;

/// <summary>
/// TransMed: Dai, Gao and Liu, TransMed: Transformers Advance Multi-Modal Medical Image Classification, Diagnostics 2021.
/// <para>The source's, as its abstract has it: convolutions find what is local in slices, and a Transformer relates what they found across
/// slices and modalities. That three neighbouring slices are the channels of one image, that all modalities' images are one sequence of
/// tokens behind a class token, and the Transformer's sizes are as remembered from the paper, not checked.</para>
/// <para>Ours: one 2-D ResNet for both modalities; a patch of a slide is an image of its own, as it has three channels already, and the
/// tokens of three patches are averaged, so that both modalities have as many tokens; the last frame is repeated where the frames are no
/// multiple of three; an embedding of the modality beside the position's. The rate there is said to be SGD's (0.001, momentum 0.9, 100
/// epochs), which the trainer has not: <see cref="ComparisonMethod.OwnSchedule"/> changes nothing.</para>
/// </summary>
public sealed record TransMedMethod : ComparisonMethod
{
    /// <inheritdoc/>
    public override string Name => "TransMed";

    /// <inheritdoc/>
    public override string Citation => "Dai, Gao and Liu, Diagnostics 2021";

    /// <inheritdoc/>
    public override MethodGroup Group => MethodGroup.MultiModal;

    /// <inheritdoc/>
    public override Fidelity Fidelity => Fidelity.Abstract;

    /// <summary>Depth of the 2-D ResNet: 10, 18 or 34.</summary>
    public int Depth { get; init; } = 18;

    /// <summary>Features of a token.</summary>
    public int TokenWidth { get; init; } = 384;

    /// <summary>Attentions side by side.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>Blocks of the Transformer.</summary>
    public int Blocks { get; init; } = 12;

    /// <summary>Features between a block's linear layers, as a multiple of a token's.</summary>
    public int HiddenRatio { get; init; } = 4;

    /// <summary>Dropout of the blocks.</summary>
    public double Dropout { get; init; }

    /// <inheritdoc/>
    public override Method At(Scale scale) => scale switch
    {
        Scale.Paper => base.At(scale),
        Scale.Smoke => (TransMedMethod)base.At(scale) with { Depth = 10, TokenWidth = 32, Heads = 4, Blocks = 2 },
        _ => (TransMedMethod)base.At(scale) with { TokenWidth = 64, Heads = 4, Blocks = 2 },
    };

    /// <inheritdoc/>
    public override Phase For(Setting setting) =>
        new TransMedPhase { Setting = setting, Training = Optimisation(setting), Method = this };

    /// <inheritdoc/>
    public override void Check()
    {
        if (Depth is not (10 or 18 or 34))
        {
            throw new InputException($"TransMed: a 2-D ResNet of depth {Depth} is not known: choose 10, 18 or 34");
        }

        if (TokenWidth is < 1 or > 4096 || Heads < 1 || TokenWidth % Heads != 0 || Blocks is < 1 or > 48 || HiddenRatio is < 1 or > 16)
        {
            throw new InputException(
                $"TransMed: {Blocks} blocks of {Heads} heads, {TokenWidth} features, {HiddenRatio} times as many hidden, cannot be built: "
                + "give 1 to 48 blocks, at most 4096 features, a multiple of the heads, and a ratio of 1 to 16");
        }

        if (Dropout is not (>= 0 and < 1))
        {
            throw new InputException($"TransMed: a dropout of {Dropout} leaves nothing: give 0 or more, below 1");
        }
    }
}

/// <summary>Training of TransMed.</summary>
public sealed record TransMedPhase : ComparisonPhase<TransMedMethod>
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "transmed";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Both;

    /// <inheritdoc/>
    public override Classifier Build() => new TransMedNetwork(Method, Setting.Size);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) =>
        new TransMedLearner(new TransMedNetwork(Method, Setting.Size));
}

/// <summary>The cross-entropy of the sequences that have pathology.</summary>
internal sealed class TransMedLearner(TransMedNetwork network) : Learner
{
    public override nn.Module Module => network;

    public override Classifier Deployed => network;

    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        if (batch.Wsi is null)
        {
            return [LossTerm.Nothing("ce", network)];
        }

        var logits = network.Heads(batch.Ct.index_select(0, batch.Paired), batch.Wsi)[0].Logits;
        return [new("ce", cross_entropy(logits, batch.Labels.index_select(0, batch.Paired)), OfPairs: true)];
    }
}
