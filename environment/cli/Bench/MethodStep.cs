using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Cli.Bench;

/// <summary>One training of a method, begun on random patients; what it needs is finished with untrained networks.</summary>
internal sealed class MethodStep : IDisposable
{
    private readonly Learner _learner;
    private readonly Adam? _optimizer;
    private readonly Batch _batch;

    /// <summary>Begins it.</summary>
    /// <param name="phase">The training.</param>
    /// <param name="patients">Whom it sees.</param>
    /// <param name="sequences">Sequences of a step.</param>
    public MethodStep(Phase phase, RandomPatients patients, int sequences)
    {
        var data = phase.Select(patients.Training);
        var run = new RunFolder(Path.Combine(patients.Folder, phase.FolderName, "begun"));
        Directory.CreateDirectory(run.Path);
        _learner = phase.Begin([.. phase.Needs.Select(need => Untrained(need, patients.Folder))], run);
        _learner.Prepare(data, run);
        Parameters = _learner.Parameters.Sum(parameter => parameter.numel());
        _optimizer = Parameters == 0 ? null : optim.Adam(_learner.Parameters, 1e-4);
        var pairs = new EpochSampler(data, sequences, 1, thinOther: false).Epoch(0);
        _batch = new BatchLoader(data).Load(pairs[0], augmentationSeed: null);
    }

    /// <summary>Values that the optimiser moves.</summary>
    public long Parameters { get; }

    /// <summary>One step.</summary>
    public void Take()
    {
        using var scope = NewDisposeScope();
        _learner.Train();
        MicroBatches.Backward(_batch, null, part => _learner.Losses(part, new Clock(1, 2, 0, 1)));
        AdamStep.Take(_optimizer!);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _optimizer?.Dispose();
        _learner.Dispose();
    }

    private static FinishedRun Untrained(Phase phase, string folder)
    {
        var run = Path.Combine(folder, phase.FolderName);
        if (new RunFolder(run).IsFinished)
        {
            return FinishedRun.Open(run);
        }

        using var network = phase.Build();
        return UntrainedRun.Write(run, phase, network);
    }
}
