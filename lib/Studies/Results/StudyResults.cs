using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Studies.Results;

/// <summary>
/// Results of studies as a notebook asks for them: those that came with the suite or are in the run store, as <see cref="StudySource"/>
/// has it; what is whole in neither is trained. No cohort is drawn before something has to be trained.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="scale">The scale, by name.</param>
/// <param name="cohort">The cohort's folder; empty: the built-in one.</param>
/// <param name="seeds">Seeds that are asked for.</param>
/// <param name="rerun">Whether everything is to be trained here, whatever came with the suite.</param>
/// <param name="progress">Told of the work.</param>
/// <param name="cancellation">Stops a training at its next batch, resumable.</param>
public sealed class StudyResults(
    string root, string scale, string cohort, IReadOnlyList<int> seeds, bool rerun = false, IProgress<WorkProgress>? progress = null,
    CancellationToken cancellation = default)
{
    /// <summary>The scale.</summary>
    public Scale Scale { get; } = Scales.Parse(scale);

    /// <summary>Sequences and runs that are here; null where no cohort of this scale is.</summary>
    public Workspace? Here { get; private set; } = Workspace.Find(root, Scales.Parse(scale), cohort);

    /// <summary>The patients.</summary>
    public CohortFacts Patients => (rerun ? null : Source.Patients) ?? CohortFacts.Of(Workspace);

    /// <summary>Sequences and runs; the cohort is drawn and preprocessed where it is not here.</summary>
    /// <exception cref="InputException">The cohort cannot be used.</exception>
    public Workspace Workspace => Here ??= Workspace.Open(root, scale, cohort, progress: progress, cancellation: cancellation);

    private StudySource Source => new(root, Here, Scale, cohort, seeds);

    /// <summary>A study with a run of every row and seed.</summary>
    /// <exception cref="InputException">It cannot be run so, or some of its trainings failed.</exception>
    public StudyResult Of(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return !rerun && Source.Find(study) is { } found && found.Rows.All(row => row.Runs.Count == seeds.Count)
            ? found : study.Run(Workspace, seeds, progress: progress, cancellation: cancellation);
    }

    /// <summary>What the networks of a result said of fresh patients; null where some were not asked.</summary>
    /// <exception cref="InputException">The file of it is damaged.</exception>
    public StudyResult? Fresh(StudyResult result) => Source.Confirmed(result);

    /// <summary>What there is of a study, its reference and those rows alone of which a run is; nothing is trained.</summary>
    /// <exception cref="InputException">The study cannot be run so.</exception>
    public StudyResult Finished(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (!rerun && Source.Find(study) is { } found)
        {
            return Source.Find(study.Only([.. found.Rows.Where(row => row.Runs.Count > 0).Select(row => row.Name)]))!;
        }

        return study.Finished(Workspace, seeds);
    }
}
