using System.Runtime.ExceptionServices;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;
using TorchSharp;

namespace MhdNet.Studies;

/// <summary>
/// The trainings of a study: what is shared is trained once, what is finished is left alone, what was begun goes on. Seed by seed, so
/// that a first whole table is there early; several at a time, each on its share of the cores, where that is faster.
/// </summary>
public sealed class StudyRun
{
    private readonly Workspace _workspace;

    /// <summary>Plans the trainings.</summary>
    /// <exception cref="InputException">The study cannot be run so.</exception>
    public StudyRun(Study study, Workspace workspace, IReadOnlyList<int> seeds)
    {
        ArgumentNullException.ThrowIfNull(study);
        study.Check(workspace, seeds);
        Study = study;
        _workspace = workspace;
        Plan = [.. seeds.SelectMany(seed => study.Experiments.SelectMany(row => workspace.Runs.Plan(workspace.At(row) with { Seed = seed }))).DistinctBy(run => run.Run.Name)];
    }

    /// <summary>The study.</summary>
    public Study Study { get; }

    /// <summary>All trainings it takes, each after those it needs.</summary>
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
    /// <param name="progress">Told of the study's steps and of the time that is left.</param>
    /// <param name="cancellation">Stops every training at its next batch, resumable.</param>
    /// <exception cref="InputException">Trainings failed; the others are finished.</exception>
    public void Complete(int? jobs = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (jobs < 1)
        {
            throw new InputException($"study {Study.Name}: {jobs} trainings at a time are none: give 1 or more");
        }

        var queue = new StudyQueue(Plan);
        if (queue.Count == 0)
        {
            return;
        }

        var threads = TorchRuntime.Start(seed: 0).Threads;
        var workers = Math.Min(jobs ?? Jobs(_workspace.Scale), queue.Count);
        using var each = new OperationThreads(Scales.Threads(_workspace.Scale) ?? Math.Max(1, threads / workers)); // also of threads that begin from now on
        using var interruption = Interruption.Open(cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        var told = new StudyProgress(Study.Name, Plan, workers, progress);
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
            Thread[] trainers = [.. Enumerable.Range(0, workers).Select(_ => new Thread(Train))]; // each with an arena of glibc's: none waits for another's memory
            Array.ForEach(trainers, trainer => trainer.Start());
            Array.ForEach(trainers, trainer => trainer.Join());
        }

        broken?.Throw();
        Time = told.Time;
        if (queue.Failures.Count > 0)
        {
            throw new InputException($"study {Study.Name}: {queue.Failures.Count} of {Plan.Count} trainings failed, the others are finished: {string.Join("; ", queue.Failures.Distinct())}");
        }
    }

    private void TrainOpen(StudyQueue queue, StudyProgress progress, CancellationToken cancellation)
    {
        while (queue.Take(cancellation) is { } run)
        {
            var training = progress.Begin(run);
            try
            {
                _workspace.Runs.Run(run.Experiment, training, cancellation);
                training.Finish();
            }
            catch (InputException failure)
            {
                progress.Drop(queue.Fail(run, $"{run.Experiment.Name}, seed {run.Experiment.Seed}: {failure.Message}"));
            }
        }
    }
}
