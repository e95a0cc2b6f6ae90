using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Studies;

/// <summary>The trainings of a study, seed by seed, so that a first whole table is there early.</summary>
public sealed class StudyRun
{
    private readonly Trainings _trainings;

    /// <summary>Plans the trainings.</summary>
    /// <exception cref="InputException">The study cannot be run so.</exception>
    public StudyRun(Study study, Workspace workspace, IReadOnlyList<int> seeds)
    {
        ArgumentNullException.ThrowIfNull(study);
        study.Check(workspace, seeds);
        Study = study;
        _trainings = new Trainings($"study {study.Name}", workspace,
            seeds.SelectMany(seed => study.Experiments.Select(row => row with { Seed = seed })));
    }

    /// <summary>The study.</summary>
    public Study Study { get; }

    /// <inheritdoc cref="Trainings.Plan"/>
    public IReadOnlyList<PlannedRun> Plan => _trainings.Plan;

    /// <inheritdoc cref="Trainings.Time"/>
    public (TimeSpan Estimated, TimeSpan Taken)? Time => _trainings.Time;

    /// <inheritdoc cref="Trainings.Complete"/>
    public void Complete(int? jobs = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default) =>
        _trainings.Complete(jobs, progress, cancellation);
}
