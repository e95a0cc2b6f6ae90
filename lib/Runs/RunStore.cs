using MhdNet.Data.Sequences;
using MhdNet.Methods;
using MhdNet.Runs.Cards;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>
/// All runs of a workspace, of whatever method. A run is found by its phase's hash: what is there is returned, what is half done resumes,
/// what is not there or damaged is trained; what another process is training is waited for.
/// </summary>
public sealed class RunStore
{
    private readonly SequenceStore _store;
    private readonly TrainingData _training;
    private readonly int _splitSeed;
    private readonly RunCompletion _completion;

    internal RunStore(string folder, SequenceStore store, int splitSeed, int? threads)
    {
        (Folder, _store, _splitSeed) = (folder, store, splitSeed);
        (_training, var test) = CohortData.Divide(store, splitSeed);
        _completion = new RunCompletion(store, _training, test, threads);
    }

    /// <summary>Where the runs' folders are.</summary>
    public string Folder { get; }

    /// <summary>Trains, resumes or finds what an experiment tests, and all that it needs.</summary>
    /// <param name="experiment">The experiment, at its scale.</param>
    /// <param name="progress">Told every step of a training.</param>
    /// <param name="cancellation">Stops a training at the next batch, resumable.</param>
    public FinishedRun Run(Experiment experiment, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return Run(PhaseOf(experiment), experiment.Name, progress, cancellation);
    }

    /// <summary>Trains, resumes or finds a training, and all that it needs.</summary>
    /// <param name="phase">The training, on the patients of this store.</param>
    /// <param name="name">Name of the experiment that asks for it.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    public FinishedRun Run(Phase phase, string name, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(phase);
        RefuseOtherPatients(phase);
        var needs = phase.Needs.Select(need => Run(need, name, progress, cancellation)).ToList();
        return Complete(new NamedPhase(name, phase), needs, wait: true, progress, cancellation);
    }

    /// <summary>Trains or resumes one training alone: what it needs must be there, and nobody is waited for.</summary>
    /// <param name="phase">The training, on the patients of this store.</param>
    /// <param name="name">Name of the experiment that asks for it.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    /// <exception cref="InputException">What it needs is missing or damaged, or it is of other patients or code.</exception>
    /// <exception cref="FolderHeldException">Another process is training it.</exception>
    public FinishedRun RunAlone(Phase phase, string name, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(phase);
        RefuseOtherPatients(phase);
        var needs = phase.Needs.Select(need => FolderOf(need).IsFinished
            ? FinishedRun.Open(FolderOf(need))
            : throw new InputException($"{FolderOf(need).Name}: is needed and not finished: train it first")).ToList();
        return Complete(new NamedPhase(name, phase), needs, wait: false, progress, cancellation);
    }

    /// <summary>The finished run that an experiment tests; null where it is not there. Nothing is trained.</summary>
    /// <exception cref="InputException">It is there, and damaged.</exception>
    public FinishedRun? Find(Experiment experiment)
    {
        var folder = FolderOf(PhaseOf(experiment));
        return folder.IsFinished ? FinishedRun.Open(folder) : null;
    }

    /// <summary>The training that an experiment tests, on the patients of this store.</summary>
    public Phase PhaseOf(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return experiment.PhaseOn(_store, _splitSeed);
    }

    /// <summary>The trainings that an experiment takes, each after those it needs.</summary>
    public IReadOnlyList<PlannedRun> Plan(Experiment experiment) =>
        [.. PhaseOf(experiment).WithNeeds().Select(phase => Planned(phase, experiment.Name)).DistinctBy(run => run.Folder.Name)];

    // The card is no part of the run: that of a damaged one goes before it is trained again, and one of before gets its card here.
    private FinishedRun Complete(
        NamedPhase named, IReadOnlyList<FinishedRun> needs, bool wait, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var folder = FolderOf(named.Phase);
        var card = folder.File(ModelCard.FileName);
        if (File.Exists(card) && FinishedRun.Whole(folder, out _) is null)
        {
            File.Delete(card);
        }

        var run = _completion.Complete(named, folder, needs, wait, progress, cancellation);
        if (!File.Exists(card))
        {
            ModelCard.Write(run);
        }

        return run;
    }

    private PlannedRun Planned(Phase phase, string name) => new(FolderOf(phase), new NamedPhase(name, phase), phase.Steps(_training));

    private RunFolder FolderOf(Phase phase) => new(Path.Combine(Folder, phase.FolderName));

    private void RefuseOtherPatients(Phase phase)
    {
        if (phase.Setting.Data != _store.Fingerprint)
        {
            throw new InputException(
                $"{phase.FolderName}: is of other sequences ({phase.Setting.Data?[..12] ?? "none"}) than {_store.Folder} holds "
                + $"({_store.Fingerprint[..12]}): give the patients it was planned or trained on");
        }

        if (phase.ByThisCode() is var now && !now.IsOfCode(phase))
        {
            throw new InputException(
                $"{phase.FolderName}: is of other code ({phase.CodeName}) than this ({now.CodeName}): plan it anew, or take the version "
                + "that planned it");
        }
    }
}
