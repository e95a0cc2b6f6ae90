using System.Diagnostics;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

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
    /// <param name="planned">The training.</param>
    /// <param name="needs">The finished runs of what it needs.</param>
    /// <param name="wait">Whether to wait for another process that holds the folder; else that is an exception.</param>
    /// <param name="progress">Told every step, and where another process is waited for.</param>
    /// <param name="cancellation">Stops, resumable.</param>
    /// <exception cref="FolderHeldException">Another process holds the folder, and is not to be waited for.</exception>
    public FinishedRun Complete(
        PlannedRun planned, IReadOnlyList<FinishedRun> needs, bool wait, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var folder = planned.Folder;
        if (Whole(folder, planned.Label, progress) is { } there)
        {
            return there; // readers of a finished run need not wait for one another
        }

        using var interruption = Interruption.Open(cancellation);
        using var held = wait ? FolderLock.Take(folder.Path, progress, interruption.Token) : FolderLock.TakeNow(folder.Path);
        if (Whole(folder, planned.Label, progress: null) is { } meanwhile)
        {
            return meanwhile; // by the process that was waited for
        }

        if (folder.IsFinished)
        {
            folder.Clear(); // damaged
        }

        using var each = new OperationThreads(threads);
        var watch = Stopwatch.StartNew();
        AtomicFile.WriteText(folder.File("experiment.json"), new NamedPhase(planned.Name, planned.Phase).Json());
        var data = planned.Phase.Select(training);
        using var learner = Begin(planned.Phase, needs, folder);
        var history = new Trainer(learner, data, planned.Phase.Training, planned.Phase.Setting.Seed, folder)
            .Run(planned.Label, progress, interruption.Token);
        var tests = Test(learner.Deployed, planned.Phase.Training.BatchSize);
        foreach (var (file, predictions) in tests)
        {
            Predictions.Write(folder.File(file), predictions);
        }

        var accuracy = tests.ToDictionary(entry => entry.File, entry => PatientAccuracy(entry.Predictions));
        var kept = planned.Phase.Training.Kept(history).Epoch;
        folder.Finish(new RunResult(kept, store.Synthetic, watch.Elapsed.TotalSeconds, accuracy, folder.Hashes()).Sealed());
        return FinishedRun.Open(folder);
    }

    /// <summary>The finished run in a folder, every file as it was; null where there is none or it is damaged.</summary>
    private static FinishedRun? Whole(RunFolder folder, string label, IProgress<WorkProgress>? progress)
    {
        if (!folder.IsFinished)
        {
            return null;
        }

        try
        {
            var run = FinishedRun.Open(folder);
            run.CheckModel();
            return run;
        }
        catch (InputException damaged)
        {
            progress?.Report(new WorkProgress(label, 0, 1, $"trains again what is damaged: {damaged.Message}"));
            return null;
        }
    }

    private Learner Begin(Phase phase, IReadOnlyList<FinishedRun> needs, RunFolder folder)
    {
        lock (TorchRuntime.Building)
        {
            folder.WriteJson("environment.json", TorchRuntime.Start(phase.Setting.Seed));
            return phase is Methods.Mhd.LeakingPhase leaking ? leaking.Begin(needs, folder, test) : phase.Begin(needs, folder);
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
