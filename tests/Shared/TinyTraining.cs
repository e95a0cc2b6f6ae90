using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

/// <summary>One training of a method on <see cref="TinyStore"/>, its needs finished with untrained networks; stepped by hand.</summary>
internal sealed class TinyTraining : IDisposable
{
    private readonly int _learned;
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    /// <summary>Begins the training that is tested, or one that it needs.</summary>
    /// <param name="method">The method; it is brought to smoke scale.</param>
    /// <param name="seed">Weights.</param>
    /// <param name="of">Picks a training among the tested one and all that it needs; null: the tested one.</param>
    /// <param name="learned">Steps on four sequences that what it needs has learned in; 0: it is untrained.</param>
    public TinyTraining(Method method, int seed = 1, Func<Phase, bool>? of = null, int learned = 0)
        : this(Of(method, seed, of), seed, learned)
    {
    }

    private TinyTraining(Phase phase, int seed, int learned)
    {
        (Phase, _learned) = (phase, learned);
        Data = CohortData.Divide(TinyStore.Write(Path.Combine(_folder, "store")), 1).Training;
        Run = new RunFolder(Path.Combine(_folder, "run"));
        var needs = Phase.Needs.Select(Finished).ToList();
        manual_seed(seed).Dispose();
        Learner = Phase.Begin(needs, Run);
        Optimizer = optim.Adam(Learner.Parameters, 0.001);
        Learner.Prepare(Phase.Select(Data), Run);
    }

    /// <summary>What is trained.</summary>
    public Phase Phase { get; }

    public Learner Learner { get; }

    public Adam Optimizer { get; }

    public TrainingData Data { get; }

    public RunFolder Run { get; }

    /// <summary>The first sequences of the first epoch that have pathology, loaded as the trainer does it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="paired">Whether they come with their pathology.</param>
    public Batch Batch(int count = 4, bool paired = true)
    {
        var pairs = new EpochSampler(Data, 64, 1, thinOther: false).Epoch(0).SelectMany(batch => batch).Where(pair => pair.Wsi is not null);
        return new BatchLoader(Data).Load([.. pairs.Take(count).Select(pair => paired ? pair : new PairedSequence(pair.Ct, null))], null);
    }

    /// <summary>One step of Adam.</summary>
    /// <returns>The terms' values, unweighted, by name.</returns>
    public IReadOnlyDictionary<string, double> Step(Batch batch, Clock? clock = null)
    {
        using var scope = NewDisposeScope();
        Learner.Train();
        var values = MicroBatches.Backward(batch, null, part => Learner.Losses(part, clock ?? new Clock(0, 2, 0, 4)));
        AdamStep.Take(Optimizer);
        return values;
    }

    /// <summary>The whole training, two epochs of four sequences a step, as the run store does it.</summary>
    /// <param name="run">Where it is written, and resumed from.</param>
    /// <param name="stopAfter">Steps after which it is stopped; null: it ends.</param>
    public void Complete(RunFolder run, int? stopAfter = null)
    {
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var options = Phase.Training with { Epochs = 2, BatchSize = 4 };
        var trainer = new Trainer(Learner, Phase.Select(Data), options, Phase.Setting.Seed, run);
        void Step(WorkProgress value)
        {
            if (value.Task == "tiny" && ++steps == stopAfter)
            {
                stop.Cancel();
            }
        }

        if (stopAfter is null)
        {
            trainer.Run("tiny");
            return;
        }

        Assert.ThrowsAny<OperationCanceledException>(() => trainer.Run("tiny", new Reports(Step), stop.Token));
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Learner.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Phase Of(Method method, int seed, Func<Phase, bool>? of)
    {
        var tested = method.At(Scale.Smoke).For(TinyStore.Setting with { Scale = Scale.Smoke, Seed = seed });
        return of is null ? tested : tested.WithNeeds().First(of);
    }

    private sealed class Reports(Action<WorkProgress> told) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => told(value);
    }

    private FinishedRun Finished(Phase phase)
    {
        if (_learned > 0)
        {
            using var training = new TinyTraining(phase, 100, _learned);
            using var batch = training.Batch();
            for (var step = 0; step < _learned; step++)
            {
                training.Step(batch);
            }

            return TinyStore.Finished(Path.Combine(_folder, phase.FolderName), phase, training.Learner.Deployed);
        }

        manual_seed(100).Dispose();
        using var network = phase.Build();
        return TinyStore.Finished(Path.Combine(_folder, phase.FolderName), phase, network);
    }
}
