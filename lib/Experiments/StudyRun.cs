using System.Diagnostics;
using System.Runtime.ExceptionServices;
using MhdNet.Runtime;
using TorchSharp;

namespace MhdNet.Experiments;

/// <summary>
/// The trainings of a study: what is shared is trained once, what is finished is left alone, what was begun goes on. Seed by seed, so
/// that a first whole table is there early; several at a time, each on its share of the cores, where that is faster.
/// </summary>
public sealed class StudyRun
{
    private readonly Workspace _workspace;
    private readonly List<PlannedRun> _open;
    private readonly Dictionary<PlannedRun, Running> _working = [];
    private readonly Dictionary<string, string> _failed = [];
    private readonly TimeEstimate _estimate = new();
    private readonly Stopwatch _watch = new();
    private readonly Lock _lock = new();

    /// <summary>Plans the trainings.</summary>
    /// <exception cref="InputException">The study cannot be run so.</exception>
    public StudyRun(Study study, Workspace workspace, IReadOnlyList<int> seeds)
    {
        ArgumentNullException.ThrowIfNull(study);
        study.Check(workspace, seeds);
        Study = study;
        _workspace = workspace;
        Plan = [.. seeds.SelectMany(seed => study.Experiments.SelectMany(row => workspace.Runs.Plan(workspace.At(row) with { Seed = seed }))).DistinctBy(run => run.Run.Name)];
        _open = [.. Plan.Where(run => !run.Run.IsFinished)];
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

        if (_open.Count == 0)
        {
            return;
        }

        var threads = TorchRuntime.Start(seed: 0).Threads;
        var workers = Math.Min(jobs ?? Jobs(_workspace.Scale), _open.Count);
        using var each = new OperationThreads(Scales.Threads(_workspace.Scale) ?? Math.Max(1, threads / workers)); // also of threads that begin from now on
        using var interruption = Interruption.Open(cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        _watch.Start();
        ExceptionDispatchInfo? broken = null;
        void Train()
        {
            try
            {
                TrainOpen(workers, progress, stop.Token);
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
        Time = Time is { } time ? (time.Estimated, _watch.Elapsed) : null;
        if (_failed.Count > 0)
        {
            throw new InputException($"study {Study.Name}: {_failed.Count} of {Plan.Count} trainings failed, the others are finished: {string.Join("; ", _failed.Values.Distinct())}");
        }
    }

    private void TrainOpen(int workers, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        while (Take(cancellation) is { } run)
        {
            var work = _working[run];
            try
            {
                _workspace.Runs.Run(run.Experiment, new Listener(value => Told(work, value, workers, progress)), cancellation);
                lock (_lock)
                {
                    _estimate.Add(run, work.Done - (work.From ?? work.Done), work.Watch.Elapsed);
                }
            }
            catch (InputException failure)
            {
                lock (_lock)
                {
                    _failed[run.Run.Name] = $"{run.Experiment.Name}, seed {run.Experiment.Seed}: {failure.Message}";
                }
            }
            finally
            {
                lock (_lock)
                {
                    _working.Remove(run);
                }
            }

            Report(workers, progress, $"{Named(run)} finished");
        }
    }

    // the first training that waits for none; null when all are taken
    private PlannedRun? Take(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            lock (_lock)
            {
                foreach (var lost in _open.Where(run => run.Needs.Any(_failed.ContainsKey)).ToList())
                {
                    _failed[lost.Run.Name] = _failed[lost.Needs.First(_failed.ContainsKey)];
                    _open.Remove(lost);
                }

                if (_open.Count == 0)
                {
                    return null;
                }

                if (_open.Find(run => run.Needs.All(name => Plan.First(needed => needed.Run.Name == name).Run.IsFinished)) is { } ready)
                {
                    _open.Remove(ready);
                    _working[ready] = new Running(ready);
                    return ready;
                }
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(50)); // trainings take minutes
        }
    }

    private void Told(Running work, WorkProgress value, int workers, IProgress<WorkProgress>? progress)
    {
        if (value.Task == FolderLock.Waiting)
        {
            Report(workers, progress, $"{Named(work.Run)}: {value.Task}, {value.Detail}");
            return;
        }

        if (value.Total != work.Run.Steps)
        {
            return; // the self-test before the first step
        }

        lock (_lock)
        {
            work.From ??= value.Done - 1;
            work.Done = value.Done;
        }

        Report(workers, progress, $"{Named(work.Run)}, {value.Detail}");
    }

    private void Report(int workers, IProgress<WorkProgress>? progress, string detail)
    {
        WorkProgress report;
        lock (_lock)
        {
            var waiting = _open.Select(run => (Run: run, Steps: (long)run.Steps)).Concat(_working.Values.Select(work => (work.Run, Steps: work.Run.Steps - work.Done))).ToList();
            var left = "";
            if (_estimate.IsKnown)
            {
                var time = waiting.Aggregate(TimeSpan.Zero, (sum, one) => sum + _estimate.Of(one.Run, one.Steps)) / workers;
                Time ??= (_watch.Elapsed + time, default);
                left = $"; about {Duration.InWords(time)} left";
            }

            var steps = Plan.Sum(run => (long)run.Steps);
            var runs = Plan.Count - _open.Count - _working.Count;
            report = new WorkProgress($"study {Study.Name}", steps - waiting.Sum(one => one.Steps), steps, $"{runs}/{Plan.Count} runs; {detail}{left}");
        }

        progress?.Report(report);
    }

    private static string Named(PlannedRun run) => $"{run.Experiment.Name}, {run.Kind}, seed {run.Experiment.Seed}";

    private sealed class Running(PlannedRun run)
    {
        public PlannedRun Run { get; } = run;

        public Stopwatch Watch { get; } = Stopwatch.StartNew();

        public long? From { get; set; }

        public long Done { get; set; }
    }

    private sealed class Listener(Action<WorkProgress> told) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => told(value);
    }
}
