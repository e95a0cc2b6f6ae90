using System.Diagnostics;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Methods;

/// <summary>
/// Trains one phase into its folder and tests what came out. What is finished and whole is left alone, what another process is training is
/// waited for; then the test patients are read, once.
/// </summary>
/// <param name="store">The patients' sequences.</param>
/// <param name="training">Training and validation patients.</param>
/// <param name="test">Test patients.</param>
/// <param name="threads">Threads of one tensor operation; null leaves them as they are.</param>
internal sealed class RunCompletion(SequenceStore store, TrainingData training, TestData test, int? threads)
{
    /// <summary>Returns the run when it is finished.</summary>
    /// <param name="named">The training, with the name of the experiment that asks for it.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="needs">The finished runs of what it needs.</param>
    /// <param name="wait">Whether to wait for another process that holds the folder; else that is an exception.</param>
    /// <param name="progress">Told every step, and where another process is waited for.</param>
    /// <param name="cancellation">Stops, resumable.</param>
    /// <exception cref="FolderHeldException">Another process holds the folder, and is not to be waited for.</exception>
    public FinishedRun Complete(
        NamedPhase named, RunFolder folder, IReadOnlyList<FinishedRun> needs, bool wait, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        if (FinishedRun.Whole(folder, out var damage) is { } there)
        {
            return there; // readers of a finished run need not wait for one another
        }

        if (damage is not null)
        {
            progress?.Report(new WorkProgress(named.Label, 0, 1, $"trains again what is damaged: {damage}"));
        }

        using var interruption = Interruption.Open(cancellation);
        using var held = wait ? FolderLock.Take(folder.Path, progress, interruption.Token) : FolderLock.TakeNow(folder.Path);
        if (FinishedRun.Whole(folder, out _) is { } meanwhile)
        {
            return meanwhile; // by the process that was waited for
        }

        if (folder.IsFinished)
        {
            folder.Clear(); // damaged
        }

        using var each = new OperationThreads(threads);
        var watch = Stopwatch.StartNew();
        AtomicFile.WriteText(folder.File("experiment.json"), named.Json());
        var data = named.Phase.Select(training);
        using var learner = Begin(named.Phase, needs, folder);
        var history = new Trainer(learner, data, named.Phase.Training, named.Phase.Setting.Seed, folder)
            .Run(named.Label, progress, interruption.Token);
        var tests = Test(learner.Deployed, named.Phase.Training.BatchSize);
        foreach (var (file, predictions) in tests)
        {
            Predictions.Write(folder.File(file), predictions);
        }

        var accuracy = tests.ToDictionary(entry => entry.File, entry => PatientAccuracy(entry.Predictions));
        var kept = named.Phase.Training.Kept(history).Epoch;
        folder.Finish(new RunResult(kept, store.Synthetic, watch.Elapsed.TotalSeconds, accuracy, folder.Hashes()).Sealed());
        return FinishedRun.Open(folder);
    }

    private Learner Begin(Phase phase, IReadOnlyList<FinishedRun> needs, RunFolder folder)
    {
        lock (TorchRuntime.Building)
        {
            folder.WriteJson("environment.json", TorchRuntime.Start(phase.Setting.Seed));
            return phase is Mhd.LeakingPhase leaking ? leaking.Begin(needs, folder, test) : phase.Begin(needs, folder);
        }
    }

    // the test, with its `other` sequences where CT alone is needed, and the extra patients; a set of which none can be tested has no file
    private List<(string File, IReadOnlyList<Prediction> Predictions)> Test(Classifier classifier, int batchSize)
    {
        IReadOnlyList<PairedSequence> own = classifier.Needs == Modalities.Ct ? [.. test.Sequences, .. test.Other] : test.Sequences;
        return
        [
            .. new[] { (Extra: false, Pairs: own), (Extra: true, Pairs: test.Extra) }
                .SelectMany(set => Inference.Predict(classifier, set.Pairs, test, batchSize)
                    .Select((head, index) => (File: FinishedRun.FileOf(set.Extra, index == 0 ? null : head.Head), head.Predictions)))
                .Where(entry => entry.Predictions.Count > 0),
        ];
    }

    private double PatientAccuracy(IReadOnlyList<Prediction> predictions)
    {
        var tumours = Predictions.OfTypes(predictions, store.Labels.TypeCount);
        return tumours.Count == 0 ? double.NaN : Metrics.Compute(Predictions.ByPatient(tumours), store.Labels.TypeCount).MAcc;
    }
}
