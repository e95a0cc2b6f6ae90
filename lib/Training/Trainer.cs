using System.Diagnostics;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using MhdNet.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// Epochs, steps, selection on validation patients, checkpoints. Interrupted at any batch it leaves a checkpoint, and the
/// resumed training ends with the same weights as an uninterrupted one (bit-equal on a CPU with one thread).
/// </summary>
public sealed class Trainer
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(5);

    private readonly Learner _learner;
    private readonly TrainingData _data;
    private readonly TrainingOptions _options;
    private readonly int _seed;
    private readonly RunFolder _run;
    private readonly EpochSampler _sampler;
    private readonly BatchLoader _loader;
    private readonly HashSet<IntPtr> _decayed;   // the parameters that weight decay acts on

    /// <summary>Begins nothing.</summary>
    /// <param name="learner">What is trained; begun afresh, on any device.</param>
    /// <param name="data">Training and validation patients; a test split cannot be given.</param>
    /// <param name="options">Epochs, batch size, rate.</param>
    /// <param name="seed">Order of patients and augmentation.</param>
    /// <param name="run">Where to write.</param>
    public Trainer(Learner learner, TrainingData data, TrainingOptions options, int seed, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        (_learner, _data, _options, _seed, _run) = (learner, data, options, seed, run);
        _sampler = new EpochSampler(data, options.BatchSize, seed, options.ThinOther, options.Pairing, options.OfEachClass);
        _loader = new BatchLoader(
            data, TorchRuntime.Device, augmentation: options.Augmentation ?? Augmentation.Mirror,
            pathology: learner.Reads.HasFlag(Modalities.Wsi));
        _decayed = options.WeightDecay > 0
            ? [.. learner.Module.named_parameters().Where(entry => entry.name.EndsWith("weight", StringComparison.Ordinal)
                && entry.parameter.dim() > 1).Select(entry => entry.parameter.Handle)] : [];
    }

    /// <summary>Trains to the end, or resumes, and leaves the kept epoch's weights in the module and in the run's model file.</summary>
    /// <param name="name">What progress calls the training.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    /// <exception cref="InputException">
    /// Nothing to learn from, the machine's convolutions fail their self-test, or the training diverges.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; the run resumes from its checkpoint.</exception>
    public IReadOnlyList<EpochRecord> Run(string name, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        RefuseWithoutPairs();
        _learner.Module.to(TorchRuntime.Device);
        SelfTest.Run(_learner, _data, _options.AtATime, progress, cancellation);
        using var optimizer = optim.Adam(_learner.Parameters, _options.LearningRate, 0.9, 0.999);
        using var average = _options.AverageDecay != 0 ? new WeightAverage(_learner, _options.AverageDecay) : null;
        var weights = new Weights(optimizer, average);
        var state = Resume(name, weights, progress);
        _learner.Prepare(_data, _run);
        var saved = Stopwatch.StartNew();
        try
        {
            while (state.Epoch < _options.Epochs)
            {
                foreach (var group in optimizer.ParamGroups)
                {
                    group.LearningRate = _options.RateAfter(state.History);
                }

                state = RunEpoch(name, weights, state, saved, progress, cancellation);
            }
        }
        finally
        {
            CollectionPause.End();
        }

        Checkpoint.LoadModule(_run.ModelFile, _learner.Deployed);
        Finish();
        return state.History;
    }

    private void Finish()
    {
        _learner.Module.eval();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        _learner.Finish(_data, _options.BatchSize, _run);
    }

    // what cannot be trusted any more is trained again, from the first step
    private TrainingState Resume(string name, Weights weights, IProgress<WorkProgress>? progress)
    {
        if (File.Exists(_run.CheckpointFile))
        {
            try
            {
                var state = Checkpoint.Load(_run.CheckpointFile, _learner.Module, weights.Optimizer, RefuseOtherModel, weights.Average);
                _run.KeepTimings(state.History.Count);
                return state;
            }
            catch (InputException damaged)
            {
                progress?.Report(new WorkProgress(name, 0, 1, $"begins again: {damaged.Message}"));
            }
        }

        _run.Clear();
        return TrainingState.Start;
    }

    // the kept epoch's weights lie beside the checkpoint
    private void RefuseOtherModel(TrainingState state)
    {
        if (state.Model is { } model && !(File.Exists(_run.ModelFile) && ContentHash.OfFile(_run.ModelFile) == model))
        {
            throw new InputException($"{_run.ModelFile}: is missing or damaged");
        }
    }

    private TrainingState RunEpoch(
        string name, Weights weights, TrainingState state, Stopwatch saved,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        _learner.Train();
        var batches = _learner.Parameters.Any() ? _sampler.Epoch(state.Epoch) : []; // what has been fitted at once takes no step
        var sums = new Dictionary<string, double>(state.Sums);
        var done = state.Batch;
        var (clock, waiting) = (Stopwatch.StartNew(), TimeSpan.Zero);
        foreach (var batch in Timed(_loader.LoadAll([.. batches.Skip(done)], EpochSeed(state.Epoch)), wait => waiting += wait))
        {
            using (batch)
            {
                Step(weights, batch, sums, new Clock(state.Epoch, _options.Epochs, done, batches.Count));
            }

            done++;
            progress?.Report(new WorkProgress(
                name, ((long)state.Epoch * batches.Count) + done, (long)_options.Epochs * batches.Count,
                $"epoch {state.Epoch + 1}/{_options.Epochs}, loss {sums["total"] / done:0.000}"));
            var cancelled = cancellation.IsCancellationRequested;
            if ((cancelled || saved.Elapsed > BetweenCheckpoints) && done < batches.Count)
            {
                Save(weights, state with { Batch = done, Sums = sums });
                saved.Restart();
                cancellation.ThrowIfCancellationRequested();
            }
        }

        var stepping = clock.Elapsed;
        var next = EndEpoch(weights, state, sums.ToDictionary(term => term.Key, term => term.Value / batches.Count), batches.Count);
        _run.AddTiming(new EpochTiming(
            next.Epoch, done - state.Batch, stepping.TotalSeconds, waiting.TotalSeconds, (clock.Elapsed - stepping).TotalSeconds));
        _run.WriteHistory(next.History);
        Save(weights, next);
        saved.Restart();
        cancellation.ThrowIfCancellationRequested();
        return next;
    }

    // what is validated and kept are the averaged weights where there are such
    private TrainingState EndEpoch(Weights weights, TrainingState state, IReadOnlyDictionary<string, double> losses, int steps)
    {
        using var averaged = weights.Average?.Enter();
        var record = Validate(new Clock(state.Epoch, _options.Epochs, steps - 1, steps), state.History, losses);
        var better = _options.Prefers(record, state.Best);
        if (better)
        {
            Checkpoint.SaveModule(_run.ModelFile, _learner.Deployed, new Dictionary<string, string> { ["epoch"] = $"{record.Epoch}" });
        }

        return new TrainingState(
            state.Epoch + 1, 0, new Dictionary<string, double>(), [.. state.History, record], better ? record : state.Best,
            better ? ContentHash.OfFile(_run.ModelFile) : state.Model);
    }

    private void Save(Weights weights, TrainingState state) =>
        Checkpoint.Save(_run.CheckpointFile, _learner.Module, weights.Optimizer, state, weights.Average);

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

    private void Step(Weights weights, Batch batch, Dictionary<string, double> sums, Clock clock)
    {
        using var pause = CollectionPause.Enter();
        using var scope = NewDisposeScope();
        using var precision = BFloat16Convolutions.Enter(_options.BFloat16Convolutions);
        foreach (var (name, value) in MicroBatches.Backward(batch, _options.MicroBatchSize, part => _learner.Losses(part, clock)))
        {
            sums[name] = sums.GetValueOrDefault(name) + value;
        }

        AdamStep.Take(
            weights.Optimizer, _decayed.Count == 0 ? null : parameter => _decayed.Contains(parameter.Handle) ? _options.WeightDecay : 0);
        weights.Average?.Update();

        if (!double.IsFinite(sums["total"]))
        {
            throw new InputException(
                $"{_run.Name}: the loss is no number any more in epoch {clock.Epoch + 1}: "
                + $"lower the learning rate ({_options.LearningRate:g3}) and train again");
        }
    }

    private EpochRecord Validate(Clock clock, IReadOnlyList<EpochRecord> before, IReadOnlyDictionary<string, double> losses)
    {
        _learner.Module.eval();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        _learner.EndEpoch(clock);
        var predictions = _learner.Validate(_data, _options.BatchSize);
        if (predictions.Count == 0)
        {
            return new EpochRecord(before.Count + 1, _options.RateAfter(before), losses, double.NaN, double.NaN);
        }

        var right = Metrics.Compute(Predictions.ByPatient(predictions), _data.Labels.TypeCount).MAcc;
        var loss = predictions.Average(prediction => -Math.Log(Math.Max(prediction.Probabilities[prediction.Label], 1e-12)));
        return new EpochRecord(before.Count + 1, _options.RateAfter(before), losses, right, loss);
    }

    private void RefuseWithoutPairs()
    {
        if (_learner.Deployed.Needs.HasFlag(Modalities.Wsi))
        {
            RefuseWithoutPairs(_data.TrainingCt, "training", _options.Pairing);
            RefuseWithoutPairs(_data.ValidationCt, "validation", Pairing.SamePatient);
        }
    }

    private void RefuseWithoutPairs(IReadOnlyList<SequenceRow> ct, string part, Pairing pairing)
    {
        if (!ct.Any(row => _data.Pair(row, draw: 0, pairing).Wsi is not null))
        {
            throw new InputException(
                $"no {part} patient has sequences of both a CT with tumour and a slide, which is what a network that sees pathology "
                    + "learns from: "
                + "add slides of such patients, or train on CT alone (`mhdnet train alone`)");
        }
    }

    private ulong EpochSeed(int epoch) => ((ulong)(uint)_seed << 32) | (uint)epoch;

    private sealed record Weights(Adam Optimizer, WeightAverage? Average);
}
