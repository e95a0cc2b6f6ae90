using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Tests;

/// <summary>
/// A method of one's own, as a reader would write it outside the library: grey values pooled to 4x4x4, then one linear layer; a first
/// training on labels alone, and a second that learns from the first one's logits, too.
/// </summary>
public sealed record ToyMethod : Method
{
    public override string Name => "Toy";

    public override string Citation => "this test";

    /// <summary>Weight of the first network's word.</summary>
    public double Trust { get; init; } = 0.5;

    public override Phase For(Setting setting) => new ToyPhase
    {
        Setting = setting,
        Training = Options,
        Trust = Trust,
        Needs = [new ToyPhase { Setting = setting, Training = Options }],
    };

    private static TrainingOptions Options => new() { Epochs = 3, BatchSize = 4 };
}

/// <summary>A training of the toy method.</summary>
public sealed record ToyPhase : Phase
{
    [JsonIgnore]
    public override string Kind => Needs.Count == 0 ? "toy-first" : "toy";

    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <summary>Weight of the first network's word.</summary>
    public double Trust { get; init; }

    public override Classifier Build() => new ToyNetwork(Setting.Size);

    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) =>
        new ToyLearner(new ToyNetwork(Setting.Size), needs.Count == 0 ? null : needs[0].Load(), Trust);
}

/// <summary>Pooled grey values into a linear layer.</summary>
public sealed class ToyNetwork : Classifier
{
    private readonly Linear layer;

    public ToyNetwork(NetworkSize size)
        : base(nameof(ToyNetwork), size)
    {
        layer = nn.Linear(64, size.ClassCount);
        RegisterComponents();
    }

    public override Modalities Needs => Modalities.Ct;

    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi) =>
        [new("toy", layer.call(nn.functional.adaptive_avg_pool3d(ct!, (4, 4, 4)).flatten(1)))];
}

/// <summary>Labels, and the first network's logits where there is one.</summary>
internal sealed class ToyLearner(ToyNetwork network, Classifier? first, double trust) : Learner
{
    public override nn.Module Module => network;

    public override Classifier Deployed => network;

    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        var logits = network.Heads(batch.Ct, null)[0].Logits;
        var labels = new LossTerm("ce", nn.functional.cross_entropy(logits, batch.Labels));
        if (first is null)
        {
            return [labels];
        }

        Tensor said;
        using (no_grad())
        {
            said = first.Heads(batch.Ct, null)[0].Logits;
        }

        return [labels, new LossTerm("first", nn.functional.mse_loss(logits, said), trust * clock.Progress)];
    }
}
