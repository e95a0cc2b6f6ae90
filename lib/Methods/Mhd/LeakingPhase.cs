using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Mhd;

/// <summary>What leaks out of the test into a training.</summary>
[Flags]
public enum Leak
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The epoch is chosen by the accuracy on the test.</summary>
    EpochByTest = 1,

    /// <summary>After each epoch of the teacher the memory takes up the test's pathology, under its true labels.</summary>
    TestInMemory = 2,
}

/// <summary>
/// LEAKS THE TEST, on purpose: another training with leaks. The authors' released scripts keep the epoch that is best on the test, and call
/// the memory on test pathology with test labels and updates on; this repeats both, to measure what they are worth. It is the only
/// training that is given <see cref="TestData"/>; scores on these test patients say nothing about new ones, and runs made so are never
/// offered as a model.
/// </summary>
public sealed record LeakingPhase : Phase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"leaking-{Inner.Kind}";

    /// <summary>The training as it would be without leaks; what it needs are this phase's <see cref="Phase.Needs"/>.</summary>
    public required Phase Inner { get; init; }

    /// <summary>What leaks.</summary>
    public required Leak Leak { get; init; }

    /// <summary>A training and all that it needs, with leaks.</summary>
    public static LeakingPhase Of(Phase phase, Leak leak)
    {
        ArgumentNullException.ThrowIfNull(phase);
        return new()
        {
            Setting = phase.Setting,
            Training = leak.HasFlag(Leak.EpochByTest) ? phase.Training with { Keeps = EpochChoice.ValidationAccuracy } : phase.Training,
            Inner = phase,
            Leak = leak,
            Needs = [.. phase.Needs.Select(need => Of(need, leak))],
        };
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Inner.Sees;

    /// <inheritdoc/>
    public override Classifier Build() => Inner.Build();

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run) =>
        throw new InvalidOperationException("a training with leaks is begun with the test patients that leak");

    /// <summary>Begins the training; the test patients leak into it.</summary>
    /// <param name="needs">The finished runs of <see cref="Phase.Needs"/>.</param>
    /// <param name="run">Where files of the run may be written.</param>
    /// <param name="test">What leaks.</param>
    public Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run, TestData test) =>
        new Leaking(Inner.Begin(needs, run), Leak, test, Training.BatchSize);

    /// <inheritdoc/>
    public override TrainingData Select(TrainingData all) => Inner.Select(all);

    /// <inheritdoc/>
    public override double StepWork() => Inner.StepWork();

    /// <inheritdoc/>
    public override Complexity Cost() => Inner.Cost();

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() => Inner.Landmarks();

    /// <inheritdoc/>
    public override void Check() => Inner.Check();

    /// <inheritdoc/>
    protected internal override Phase Map(Func<Phase, Phase> change) =>
        (LeakingPhase)base.Map(change) with { Inner = Inner.Map(change) };

    private sealed class Leaking(Learner learner, Leak leak, TestData test, int batchSize) : Learner
    {
        public override nn.Module Module => learner.Module;

        public override Classifier Deployed => learner.Deployed;

        public override Modalities Reads => learner.Reads;

        public override IEnumerable<Parameter> Parameters => learner.Parameters;

        public override void Prepare(TrainingData data, RunFolder run) => learner.Prepare(data, run);

        public override void Train() => learner.Train();

        public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) => learner.Losses(batch, clock);

        public override void EndEpoch(Clock clock)
        {
            learner.EndEpoch(clock);
            if (leak.HasFlag(Leak.TestInMemory) && learner is IRemembersPathology memory)
            {
                foreach (var chunk in test.Sequences.Where(pair => pair.Wsi is not null).Chunk(batchSize))
                {
                    using var scope = NewDisposeScope();
                    using var batch = new BatchLoader(test, TorchRuntime.Device).Load(chunk, augmentationSeed: null);
                    memory.Remember(batch, clock);
                }
            }
        }

        public override IReadOnlyList<Prediction> Validate(TrainingData data, int batchSize) => leak.HasFlag(Leak.EpochByTest)
            ? Inference.Predict(Deployed, test.Sequences, test, batchSize)[0].Predictions
            : learner.Validate(data, batchSize);

        public override void Finish(TrainingData data, int batchSize, RunFolder run) => learner.Finish(data, batchSize, run);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                learner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
