
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies.Results;

namespace MhdNet.Studies;

/// <summary>
/// A table or figure as data: its rows, the first of which is what the others are compared with. A further row is
/// <c>study.With(Experiment.Paper with { Name = "...", ... })</c>.
/// </summary>
public sealed record Study
{
    /// <summary>Short name, for the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it asks, and what of the paper it repeats.</summary>
    public required string Title { get; init; }

    /// <summary>The rows; their seeds are set when the study is run.</summary>
    public required IReadOnlyList<Experiment> Experiments { get; init; }

    /// <summary>The metric that the rows are compared by.</summary>
    public Score Score { get; init; } = Score.MAcc;

    /// <summary>The paper's value of that metric by row, per cent; rows without one are not there.</summary>
    public IReadOnlyDictionary<string, double> Published { get; init; } = new Dictionary<string, double>();

    /// <summary>The same on the paper's lung cohort, for cohorts of its labels.</summary>
    public IReadOnlyDictionary<string, double> PublishedOnLung { get; init; } = new Dictionary<string, double>();

    /// <summary>The paper's statements that it judges.</summary>
    public IReadOnlyList<Statement> Statements { get; init; } = [];

    /// <summary>Whether it asks what a network costs, too (<see cref="StudyTables.Costs"/>).</summary>
    public bool AsksCosts { get; init; }

    /// <summary>A study of one's own.</summary>
    public static Study Create(string name, params IReadOnlyList<Experiment> experiments) =>
        new() { Name = name, Title = name, Experiments = experiments };

    /// <summary>The same with a further row.</summary>
    public Study With(Experiment row) => this with { Experiments = [.. Experiments, row] };

    /// <summary>The same with some of its rows; the reference stays.</summary>
    /// <exception cref="InputException">There is no such row.</exception>
    public Study Only(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var unknown = names.Except(Experiments.Select(row => row.Name)).FirstOrDefault();
        return unknown is null
            ? this with { Experiments = [.. Experiments.Where((row, i) => i == 0 || names.Contains(row.Name))] }
            : throw new InputException(
                $"study {Name}: has no row '{unknown}': its rows are {string.Join(", ", Experiments.Select(row => $"'{row.Name}'"))}");
    }

    /// <summary>Trains what is missing and returns the whole. Interrupted or killed, it goes on where it was.</summary>
    /// <param name="workspace">Data, scale and run store.</param>
    /// <param name="seeds">Seeds of every row; paired in the comparisons.</param>
    /// <param name="jobs">Trainings at a time; null: as many as pay on this machine (<see cref="Trainings.Jobs"/>).</param>
    /// <param name="progress">Told of the study's steps, and, after the first run, of the time that is left.</param>
    /// <param name="cancellation">Stops at the next batch of every training, resumable.</param>
    /// <exception cref="InputException">The study cannot be run so, or some of its trainings failed.</exception>
    public StudyResult Run(
        Workspace workspace, IReadOnlyList<int> seeds, int? jobs = null,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        new StudyRun(this, workspace, seeds).Complete(jobs, progress, cancellation);
        return Find(workspace, seeds);
    }

    /// <summary>What is finished of the study; nothing is trained.</summary>
    /// <exception cref="InputException">The study cannot be run so.</exception>
    public StudyResult Find(Workspace workspace, IReadOnlyList<int> seeds)
    {
        Check(workspace, seeds);
        return new StudyResult(
            this, workspace.Scale, CohortFacts.Of(workspace), [.. Experiments.Select(row => StudyRow.Find(workspace, row, seeds))]);
    }

    /// <summary>What is finished of the study, its reference and those rows alone of which a run is; nothing is trained.</summary>
    /// <exception cref="InputException">The study cannot be run so.</exception>
    public StudyResult Finished(Workspace workspace, IReadOnlyList<int> seeds) =>
        Only([.. Find(workspace, seeds).Rows.Where(row => row.Runs.Count > 0).Select(row => row.Name)]).Find(workspace, seeds);

    /// <summary>Refuses what cannot be a study on this data.</summary>
    internal void Check(Workspace workspace, IReadOnlyList<int> seeds)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(seeds);
        if (Experiments.Count == 0)
        {
            throw new InputException($"study {Name}: has no rows: give it at least one experiment");
        }

        if (seeds.Count == 0 || Repeated(seeds) is not null)
        {
            throw new InputException(seeds.Count == 0
                ? $"study {Name}: no seeds: give at least one"
                : $"study {Name}: seed {Repeated(seeds)!.Key} is given {Repeated(seeds)!.Count()} times: a seed counts once");
        }

        if (Repeated(Experiments.Select(row => row.Name)) is { } twice)
        {
            throw new InputException($"study {Name}: {twice.Count()} rows are called '{twice.Key}': give each a name of its own");
        }

        var rows = Experiments.Select(workspace.At).ToList();
        var (frames, size) = (workspace.Sequences.Frames, workspace.Sequences.Size);
        if (rows.Find(row => (row.Setting.Size.Frames, row.Setting.Size.Size) != (frames, size)
            || row.Setting.Preprocessing.Fingerprint != workspace.Preprocessing.Fingerprint) is { } misfit)
        {
            throw new InputException(
                $"study {Name}: row '{misfit.Name}' takes {misfit.Setting.Size.Frames} frames of {misfit.Setting.Size.Size} pixels or "
                    + $"another preprocessing, the sequences of scale {workspace.Scale} have "
                + $"{frames} of {size}: leave sizes and preprocessing to the scale");
        }

        foreach (var row in rows)
        {
            try
            {
                row.Setting.Check();
                row.Method.Check();
            }
            catch (InputException failure)
            {
                throw new InputException($"study {Name}: row '{row.Name}' {failure.Message}", failure);
            }
        }

        if (Repeated(rows.Select(row => workspace.Runs.PhaseOf(row with { Seed = seeds[0] }).FolderName)) is { } same)
        {
            var names = rows.Where(row => workspace.Runs.PhaseOf(row with { Seed = seeds[0] }).FolderName == same.Key)
                .Select(row => $"'{row.Name}'");
            throw new InputException($"study {Name}: rows {string.Join(" and ", names)} are the same experiment at scale "
                + $"{workspace.Scale}: drop one, or take another scale");
        }
    }

    private static IGrouping<T, T>? Repeated<T>(IEnumerable<T> items) =>
        items.GroupBy(item => item).FirstOrDefault(group => group.Count() > 1);
}
