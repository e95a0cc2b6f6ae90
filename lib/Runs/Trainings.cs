using System.Runtime.ExceptionServices;
using MhdNet.Methods;
using MhdNet.Runtime;
using TorchSharp;

namespace MhdNet.Runs;

/// <summary>
/// Trainings to be done together: what they share is trained once, what is finished and whole is left alone, what was begun goes on;
/// several at a time, each on its share of the cores, where that is faster.
/// </summary>
public sealed class Trainings
{
    private readonly Workspace _workspace;
    private readonly string _task;

    /// <summary>Plans the trainings of some experiments.</summary>
    /// <param name="task">What people call the whole: "study fig6".</param>
    /// <param name="workspace">Data, scale and run store.</param>
    /// <param name="experiments">The experiments, at any scale; they are taken to the workspace's.</param>
    public Trainings(string task, Workspace workspace, IEnumerable<Experiment> experiments)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(experiments);
        (_task, _workspace) = (task, workspace);
        Plan = PlanOf(workspace, experiments);
    }

    /// <summary>The trainings of some experiments, each once and after those it needs.</summary>
    /// <param name="workspace">Data, scale and run store.</param>
    /// <param name="experiments">The experiments, at any scale; they are taken to the workspace's.</param>
    public static IReadOnlyList<PlannedRun> PlanOf(Workspace workspace, IEnumerable<Experiment> experiments)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return [.. experiments.SelectMany(row => workspace.Runs.Plan(workspace.At(row))).DistinctBy(run => run.Folder.Name)];
    }

    /// <summary>All of them, each after those it needs.</summary>
    public IReadOnlyList<PlannedRun> Plan { get; }

    /// <summary>What was expected after the first training, and what it took: null before the first has ended.</summary>
    public (TimeSpan Estimated, TimeSpan Taken)? Time { get; private set; }

    /// <summary>
    /// Trainings at a time where nothing is asked for: on a processor one a core at smoke and demo scale, whose small tensors keep no
    /// second core busy, as far as 2 GiB for each allow it; one at paper scale and on a GPU.
    /// </summary>
    public static int Jobs(Scale scale)
    {
        var fitting = (int)Math.Max(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (2L << 30));
        return scale == Scale.Paper || TorchRuntime.Device.type != DeviceType.CPU ? 1 : Math.Min(Environment.ProcessorCount, fitting);
    }

    /// <summary>Trains all that is missing.</summary>
    /// <param name="jobs">Trainings at a time; null: <see cref="Jobs"/>.</param>
    /// <param name="progress">Told of the steps of all of them and of the time that is left.</param>
    /// <param name="cancellation">Stops every training at its next batch, resumable.</param>
    /// <exception cref="InputException">Trainings failed; the others are finished.</exception>
    public void Complete(int? jobs = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (jobs < 1)
        {
            throw new InputException($"{_task}: {jobs} trainings at a time are none: give 1 or more");
        }

        var queue = new TrainingQueue(Plan);
        var open = queue.Open;
        if (open.Count == 0)
        {
            return;
        }

        var threads = TorchRuntime.Start(seed: 0).Threads;
        var workers = Math.Min(jobs ?? Jobs(_workspace.Scale), open.Count);
        // also of threads that begin from now on
        using var each = new OperationThreads(Scales.Threads(_workspace.Scale) ?? Math.Max(1, threads / workers));
        using var interruption = Interruption.Open(cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        var told = new TrainingsProgress(_task, Plan, open, workers, progress);
        ExceptionDispatchInfo? broken = null;
        void Train()
        {
            try
            {
                TrainOpen(queue, told, stop.Token);
            }
            catch (Exception failure)
            {
                // the first failure is the one to tell; the others end at their next batch
                Interlocked.CompareExchange(ref broken, ExceptionDispatchInfo.Capture(failure), null);
                stop.Cancel();
            }
        }

        if (workers == 1)
        {
            Train(); // as any single training
        }
        else
        {
            // each with an arena of glibc's: none waits for another's memory
            Thread[] trainers = [.. Enumerable.Range(0, workers).Select(_ => new Thread(Train))];
            Array.ForEach(trainers, trainer => trainer.Start());
            Array.ForEach(trainers, trainer => trainer.Join());
        }

        broken?.Throw();
        Time = told.Time;
        if (queue.Failures.Count > 0)
        {
            throw new InputException(
                $"{_task}: {queue.Failures.Count} of {Plan.Count} trainings failed, the others are finished: "
                + string.Join("; ", queue.Failures.Distinct()));
        }
    }

    private void TrainOpen(TrainingQueue queue, TrainingsProgress progress, CancellationToken cancellation)
    {
        while (queue.Take(cancellation) is { } run)
        {
            var training = progress.Begin(run);
            try
            {
                _workspace.Runs.Run(run.Phase, run.Name, training, cancellation);
                queue.Finish(run);
                training.Finish();
            }
            catch (InputException failure)
            {
                progress.Drop(queue.Fail(run, $"{run.Label}: {failure.Message}"));
            }
        }
    }
}
