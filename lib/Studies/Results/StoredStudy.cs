using MhdNet.Methods;
using MhdNet.Networks.Cost;

namespace MhdNet.Studies.Results;

/// <summary>What a results file says beside the predictions: its metadata, in JSON.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Scale">Sizes in use.</param>
/// <param name="Cohort">The patients.</param>
/// <param name="Rows">The rows of which there are runs, in the study's order.</param>
/// <param name="Runs">The runs, by their folders' names.</param>
/// <param name="Latencies">Time to type one sequence by row; empty where the study does not ask.</param>
internal sealed record StoredStudy(
    string Study, Scale Scale, CohortFacts Cohort, IReadOnlyList<StoredRow> Rows, IReadOnlyDictionary<string, StoredRun> Runs,
    IReadOnlyDictionary<string, Latency> Latencies);

/// <summary>A row's runs.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Seeds">The folder's name by seed.</param>
internal sealed record StoredRow(string Name, IReadOnlyDictionary<int, string> Seeds);

/// <summary>What is kept of a run's folder beside its predictions; its weights are not.</summary>
/// <param name="Finished">When it was finished.</param>
/// <param name="Texts">The text of its files: the training (experiment.json), machine, metrics, seconds, result and its seal.</param>
/// <param name="Predictions">Names of its files of predictions.</param>
internal sealed record StoredRun(DateTime Finished, IReadOnlyDictionary<string, string> Texts, IReadOnlyList<string> Predictions)
{
    /// <summary>What is kept of a run.</summary>
    public static StoredRun Of(FinishedRun run)
    {
        var (folder, predictions) = (run.Folder, run.Result.Tests.Keys.ToHashSet());
        return new StoredRun(
            File.GetLastWriteTimeUtc(folder.ResultFile),
            run.Result.Files.Keys.Append(Path.GetFileName(folder.ResultFile))
                .Where(file => !predictions.Contains(file) && folder.File(file) != folder.ModelFile)
                .ToDictionary(file => file, file => File.ReadAllText(folder.File(file))),
            [.. predictions.Order(StringComparer.Ordinal)]);
    }
}
