using System.Diagnostics;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>
/// Finishes a run's folder, whichever network it is of: what is finished is left alone, what another process is training is waited for,
/// the rest is trained; then the test patients are read, once.
/// </summary>
internal sealed class RunCompletion
{
    private readonly SequenceStore _store;
    private readonly int? _threads;

    /// <summary>Begins nothing.</summary>
    /// <param name="store">The patients' sequences.</param>
    /// <param name="threads">Threads of one tensor operation; null leaves them as they are.</param>
    public RunCompletion(SequenceStore store, int? threads) => (_store, _threads) = (store, threads);

    /// <summary>Returns the folder when the run is finished.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="recipe">What determines it.</param>
    /// <param name="name">The experiment's name.</param>
    /// <param name="train">Trains the network into the folder and predicts the test patients with it; called only where the run is not finished.</param>
    /// <param name="progress">Told where another process is waited for.</param>
    /// <param name="cancellation">Stops, resumable.</param>
    public RunFolder Complete(
        RunFolder run, Recipe recipe, string name,
        Func<RunFolder, CancellationToken, (IReadOnlyList<EpochRecord> History, IReadOnlyList<(string File, IReadOnlyList<Prediction> Predictions)> Found)> train,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        if (run.IsFinished)
        {
            return run; // readers of a finished run need not wait for one another
        }

        using var interruption = Interruption.Open(cancellation);
        using var held = FolderLock.Take(run.Path, progress, interruption.Token);
        if (run.IsFinished)
        {
            return run; // by the process that was waited for
        }

        using var threads = new OperationThreads(_threads);
        var watch = Stopwatch.StartNew();
        run.WriteJson("experiment.json", NamedRecipe.Of(name, recipe));
        var (history, found) = train(run, interruption.Token);
        var tests = found.Where(entry => entry.Predictions.Count > 0).ToList(); // none of a network that needs what none of a set's patients has
        foreach (var (file, predictions) in tests)
        {
            Predictions.Write(run.File(file), predictions);
        }

        EpochRecord? best = null;
        foreach (var epoch in history.Where(epoch => epoch.IsBetterThan(best)))
        {
            best = epoch;
        }

        var accuracy = tests.ToDictionary(entry => entry.File, entry => PatientAccuracy(entry.Predictions));
        run.Finish(new RunResult(best!.Epoch, _store.Synthetic, watch.Elapsed.TotalSeconds, accuracy));
        return run;
    }

    private double PatientAccuracy(IReadOnlyList<Prediction> predictions)
    {
        var tumours = Predictions.OfTypes(predictions, _store.Labels.TypeCount);
        return tumours.Count == 0 ? double.NaN : Metrics.Of(Predictions.ByPatient(tumours), _store.Labels.TypeCount).MAcc;
    }
}
