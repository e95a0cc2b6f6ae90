using MhdNet.Methods;
using MhdNet.Runs;

namespace MhdNet.Studies.Results;

/// <summary>
/// Where tables take a study's results from: the runs of this workspace or the results that came with the suite, whichever has more of
/// what is asked; the workspace's where both have as much, unless these are the very networks that the suite's results are of. Results
/// that came with the suite are of one cohort: where the workspace's patients are others, they do not count.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="workspace">Data and runs; null where there is no cohort of this scale yet.</param>
/// <param name="scale">The scale.</param>
/// <param name="cohort">The cohort's folder; empty: the built-in one.</param>
/// <param name="seeds">Seeds that count.</param>
public sealed class StudySource(string root, Workspace? workspace, Scale scale, string cohort, IReadOnlyList<int> seeds)
{
    /// <summary>Results of a cohort; the suite's own results of a cohort are read without its patients, too.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="cohort">The cohort's folder; empty: the built-in one.</param>
    /// <param name="seeds">Seeds that count.</param>
    /// <exception cref="Runtime.InputException">Neither the cohort nor results of it are there, or it cannot be used.</exception>
    public static StudySource Open(string root, Scale scale, string cohort, IReadOnlyList<int> seeds)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var came = cohort.Length > 0 && !Directory.Exists(cohort) && Files(root, scale, cohort).Any();
        return new StudySource(root, came ? null : Workspace.Find(root, scale, cohort), scale, cohort, seeds);
    }

    /// <summary>Sizes in use.</summary>
    public Scale Scale => scale;

    /// <summary>The cohort's folder; empty: the built-in one.</summary>
    public string Cohort => cohort;

    /// <summary>Seeds that count.</summary>
    public IReadOnlyList<int> Seeds => seeds;

    /// <summary>What a command of <c>mhdnet study</c> or <c>mhdnet ledger</c> is given to take these.</summary>
    public string Options => $"--scale {scale.ToString().ToLowerInvariant()} "
        + $"--seeds {(seeds.SequenceEqual(Enumerable.Range(1, seeds.Count)) ? $"{seeds.Count}" : string.Join(',', seeds))}"
        + (cohort.Length > 0 ? $" --cohort {cohort}" : "");

    /// <summary>The command that makes a result of these: trains it, or has fresh patients judge it.</summary>
    public string Command(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return $"mhdnet study {(result.IsOnFreshPatients ? "confirm" : "run")} {result.Study.Name} {Options}"
            + (result.IsOnFreshPatients && cohort.Length > 0 ? $" --on {result.Cohort.Folder}" : "");
    }

    /// <summary>Where the suite's results are.</summary>
    public static string ResultsFolder(string root) => Path.Combine(root, "data", "results");

    /// <summary>A run that the suite's results have, by its folder's name, without weights; null where they have none.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="name">The folder's name.</param>
    /// <exception cref="Runtime.InputException">Results are damaged.</exception>
    public static FinishedRun? Run(string root, string name) => !Directory.Exists(ResultsFolder(root)) ? null
        : Directory.EnumerateFiles(ResultsFolder(root), "*.parquet").Order(StringComparer.Ordinal)
            .Select(file => ResultsFile.Run(file, name, Unpacked(root))).FirstOrDefault(run => run is not null);

    /// <summary>The patients; null where nobody knows of any.</summary>
    public CohortFacts? Patients => workspace is not null ? CohortFacts.Of(workspace)
        : Files(root, scale, cohort).FirstOrDefault() is { } file ? ResultsFile.CohortOf(file)
        : null;

    /// <summary>What there is of a study; null where nothing is.</summary>
    /// <exception cref="Runtime.InputException">The study cannot be run so, or its results are damaged.</exception>
    public StudyResult? Find(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var own = workspace is null ? null : study.Find(workspace, seeds);
        var file = Path.Combine(ResultsFolder(root), ResultsFile.NameOf(study.Name, scale, cohort));
        if (!File.Exists(file) || (workspace is not null && !ResultsFile.CohortOf(file).AreThose(CohortFacts.Of(workspace))))
        {
            return own;
        }

        var came = ResultsFile.Read(
            file, study, seeds, Unpacked(root), [.. (own?.Rows ?? []).SelectMany(row => row.Damages)]);
        return own is not null && Runs(own) >= Runs(came) && !Networks(own).SetEquals(Networks(came)) ? own : came;
    }

    /// <summary>What the networks of a study said of fresh patients; null where some of them have not been asked.</summary>
    /// <param name="found">What there is of the study.</param>
    /// <exception cref="Runtime.InputException">The file is damaged.</exception>
    public StudyResult? Confirmed(StudyResult found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var file = ConfirmationFile.PathOf(ResultsFolder(root), found.Study.Name, scale, cohort);
        return File.Exists(file) && ConfirmationFile.Read(file, found) is var fresh && Runs(fresh) == Runs(found) ? fresh : null;
    }

    private static IEnumerable<string> Files(string root, Scale scale, string cohort) => !Directory.Exists(ResultsFolder(root)) ? []
        : Directory.EnumerateFiles(ResultsFolder(root), ResultsFile.NameOf("*", scale, cohort)).Order(StringComparer.Ordinal);

    private static string Unpacked(string root) => Path.Combine(root, "artifacts", "results");

    private static HashSet<string> Networks(StudyResult result) =>
        [.. result.Rows.SelectMany(row => row.Runs).Select(run => $"{run.Run.Folder.Name} {ConfirmationFile.Weights(run.Run)}")];

    private static int Runs(StudyResult result) => result.Rows.Sum(row => row.Runs.Count);
}
