using System.Diagnostics;
using MhdNet.Data.Sequences;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>What a training task brings to <see cref="TrainingLoop"/>.</summary>
internal interface ITrainingTask
{
    /// <summary>How people call it: "teacher", "student".</summary>
    public string Name { get; }

    /// <summary>All that is saved and restored, frozen parts included.</summary>
    public nn.Module Module { get; }

    /// <summary>What Adam moves.</summary>
    public IEnumerable<Parameter> Parameters { get; }

    /// <summary>Switches to training mode, frozen parts excepted.</summary>
    public void Train();

    /// <summary>Forward pass and losses of one batch, or of a part of it.</summary>
    public IReadOnlyList<LossTerm> Losses(Batch batch);

    /// <summary>Predictions on the validation patients; called in evaluation mode, without gradients.</summary>
    public IReadOnlyList<Evaluation.Prediction> Validate();
}

/// <summary>
/// Epochs, steps, selection on validation patients, checkpoints. Interrupted at any batch it leaves a checkpoint, and the
/// resumed training ends with the same weights as an uninterrupted one (bit-equal on a CPU with one thread).
/// </summary>
internal sealed class TrainingLoop(RunFolder run, TrainingOptions options, TrainingData data, int seed, Device device)
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(5);

    private readonly EpochSampler _sampler = new(data, options.BatchSize, seed, options.ThinOther, options.Pairing);
    private readonly BatchLoader _loader = new(data, device);

    /// <summary>Trains to the end, or resumes, and leaves the best epoch's weights in the module and in the run's model file.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the run resumes from its checkpoint.</exception>
    public IReadOnlyList<EpochRecord> Run(ITrainingTask task, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        using var optimizer = optim.Adam(task.Parameters, options.LearningRate, 0.9, 0.999);
        var state = File.Exists(run.CheckpointFile)
            ? Checkpoint.Load(run.CheckpointFile, task.Module, optimizer)
            : new TrainingState(0, 0, new Dictionary<string, double>(), [], null);
        var saved = Stopwatch.StartNew();
        try
        {
            while (state.Epoch < options.Epochs)
            {
                foreach (var group in optimizer.ParamGroups)
                {
                    group.LearningRate = options.RateAfter(state.History);
                }

                state = RunEpoch(task, optimizer, state, saved, progress, cancellation);
            }
        }
        finally
        {
            CollectionPause.End();
        }

        Checkpoint.LoadModule(run.ModelFile, task.Module);
        return state.History;
    }

    private TrainingState RunEpoch(
        ITrainingTask task, Adam optimizer, TrainingState state, Stopwatch saved, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        task.Train();
        var batches = _sampler.Epoch(state.Epoch);
        var sums = new Dictionary<string, double>(state.Sums);
        var done = state.Batch;
        ulong? augmentation = options.Augment ? EpochSeed(state.Epoch) : null;
        var (clock, waiting) = (Stopwatch.StartNew(), TimeSpan.Zero);
        foreach (var batch in Timed(_loader.LoadAll([.. batches.Skip(done)], augmentation), wait => waiting += wait))
        {
            using (batch)
            {
                Step(task, optimizer, batch, sums, state.Epoch);
            }

            done++;
            progress?.Report(new WorkProgress(
                task.Name, ((long)state.Epoch * batches.Count) + done, (long)options.Epochs * batches.Count,
                $"epoch {state.Epoch + 1}/{options.Epochs}, loss {sums["total"] / done:0.000}"));
            var cancelled = cancellation.IsCancellationRequested;
            if ((cancelled || saved.Elapsed > BetweenCheckpoints) && done < batches.Count)
            {
                Checkpoint.Save(run.CheckpointFile, task.Module, optimizer, state with { Batch = done, Sums = sums });
                saved.Restart();
                cancellation.ThrowIfCancellationRequested();
            }
        }

        var stepping = clock.Elapsed;
        var record = Validate(task, state.History, sums.ToDictionary(term => term.Key, term => term.Value / batches.Count));
        run.AddTiming(new EpochTiming(record.Epoch, done - state.Batch, stepping.TotalSeconds, waiting.TotalSeconds, (clock.Elapsed - stepping).TotalSeconds));
        var better = record.IsBetterThan(state.Best);
        if (better)
        {
            Checkpoint.SaveModule(run.ModelFile, task.Module, new Dictionary<string, string> { ["epoch"] = $"{record.Epoch}" });
        }

        var next = new TrainingState(
            state.Epoch + 1, 0, new Dictionary<string, double>(), [.. state.History, record], better ? record : state.Best);
        run.WriteHistory(next.History);
        Checkpoint.Save(run.CheckpointFile, task.Module, optimizer, next);
        saved.Restart();
        cancellation.ThrowIfCancellationRequested();
        return next;
    }

    private static IEnumerable<T> Timed<T>(IEnumerable<T> source, Action<TimeSpan> waited)
    {
        using var items = source.GetEnumerator();
        while (true)
        {
            var watch = Stopwatch.StartNew();
            var any = items.MoveNext();
            waited(watch.Elapsed);
            if (!any)
            {
                yield break;
            }

            yield return items.Current;
        }
    }

    private void Step(ITrainingTask task, Adam optimizer, Batch batch, Dictionary<string, double> sums, int epoch)
    {
        using var pause = CollectionPause.Enter();
        using var scope = NewDisposeScope();
        using var precision = BFloat16Convolutions.Enter(options.BFloat16Convolutions);
        foreach (var (name, value) in MicroBatches.Backward(batch, options.MicroBatchSize, task.Losses))
        {
            sums[name] = sums.GetValueOrDefault(name) + value;
        }

        AdamStep.Take(optimizer);

        if (!double.IsFinite(sums["total"]))
        {
            throw new InputException(
                $"{run.Name}: the loss is no number any more in epoch {epoch + 1}: lower the learning rate ({options.LearningRate:g3}) and train again");
        }
    }

    private EpochRecord Validate(ITrainingTask task, IReadOnlyList<EpochRecord> before, IReadOnlyDictionary<string, double> losses)
    {
        task.Module.eval();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var predictions = task.Validate();
        if (predictions.Count == 0)
        {
            return new EpochRecord(before.Count + 1, options.RateAfter(before), losses, double.NaN, double.NaN);
        }

        var right = Evaluation.Metrics.Of(Evaluation.Predictions.ByPatient(predictions), data.Labels.TypeCount).MAcc;
        var loss = predictions.Average(prediction => -Math.Log(Math.Max(prediction.Probabilities[prediction.Label], 1e-12)));
        return new EpochRecord(before.Count + 1, options.RateAfter(before), losses, right, loss);
    }

    private ulong EpochSeed(int epoch) => ((ulong)(uint)seed << 32) | (uint)epoch;
}
