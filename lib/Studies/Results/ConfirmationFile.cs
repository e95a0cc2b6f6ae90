using System.Text.Json;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Studies.Results;

/// <summary>
/// What the networks of a study said of fresh patients, as one Parquet file beside the study's results: it names the weights it is of, and
/// counts only with runs of these.
/// </summary>
public static class ConfirmationFile
{
    private const string Set = "fresh";

    /// <summary>Where a study's file is.</summary>
    /// <param name="results">Folder of the results.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="cohort">Folder of the cohort that the study was run on; empty: the built-in one.</param>
    public static string PathOf(string results, string study, Scale scale, string cohort) =>
        Path.Combine(results, Set, ResultsFile.NameOf(study, scale, cohort));

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="confirmed">The study on fresh patients.</param>
    public static void Write(string path, StudyResult confirmed)
    {
        ArgumentNullException.ThrowIfNull(confirmed);
        var runs = confirmed.Rows.SelectMany(row => row.Runs.Zip(row.Test?.Runs ?? [], (run, said) => (run.Run, Said: said)))
            .DistinctBy(run => run.Run.Folder.Name).ToList();
        var stored = new StoredConfirmation(
            confirmed.Study.Name, confirmed.Scale, confirmed.Cohort,
            runs.ToDictionary(run => run.Run.Folder.Name, run => Weights(run.Run)));
        var lines = runs.SelectMany(run => run.Said.Select(line => new PredictionLine(run.Run.Folder.Name, Set, line))).ToList();
        var metadata = JsonSerializer.Serialize(stored, JsonFormat.Compact);
        AtomicFile.Write(path, stream => PredictionTable.Write(stream, lines, metadata));
    }

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="finished">The study's own results; rows whose runs the file does not know have none.</param>
    /// <exception cref="InputException">The file is damaged, or another study's.</exception>
    public static StudyResult Read(string path, StudyResult finished)
    {
        ArgumentNullException.ThrowIfNull(finished);
        var stored = PredictionTable.Metadata<StoredConfirmation>(path);
        if (stored.Weights is null || stored.Study != finished.Study.Name)
        {
            throw new InputException($"{path}: is not of study {finished.Study.Name}: `mhdnet study confirm` writes it again");
        }

        var known = finished.Rows.SelectMany(row => row.Runs).Select(run => run.Run).DistinctBy(run => run.Folder.Name)
            .Where(run => stored.Weights.GetValueOrDefault(run.Folder.Name) == Weights(run)).Select(run => run.Folder.Name).ToHashSet();
        var said = PredictionTable.Read(path).Where(line => known.Contains(line.Run)).GroupBy(line => line.Run)
            .ToDictionary(run => run.Key, run => (IReadOnlyList<Prediction>)[.. run.Select(line => line.Prediction)]);
        return Confirmation.Of(finished, stored.Cohort, said, path);
    }

    /// <summary>Hash of a run's weights.</summary>
    internal static string Weights(FinishedRun run) => run.Result.Files[Path.GetFileName(run.Folder.ModelFile)];

    private sealed record StoredConfirmation(
        string Study, Scale Scale, CohortFacts Cohort, IReadOnlyDictionary<string, string> Weights);
}
