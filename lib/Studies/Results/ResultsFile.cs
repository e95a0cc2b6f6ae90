using System.Text.Json;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Networks.Cost;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Studies.Results;

/// <summary>
/// A finished study as one Parquet file, which travels: a line per prediction (<see cref="PredictionTable"/>), and in its metadata what
/// else the runs' folders hold, all but the weights. It is read back into folders of the same names, whose files are checked against
/// their hashes as those of any run are.
/// </summary>
public static class ResultsFile
{
    /// <summary>Name of a study's file: <c>fig6.demo.parquet</c>; on another cohort than the built-in one
    /// <c>fig6.demo.COHORT.parquet</c>.</summary>
    /// <param name="study">The study's name.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="cohort">The cohort's folder; empty: the built-in one.</param>
    public static string NameOf(string study, Scale scale, string cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var own = cohort.Length == 0 ? "" : "." + Path.GetFileName(Path.TrimEndingDirectorySeparator(cohort));
        return $"{study}.{scale.ToString().ToLowerInvariant()}{own}.parquet";
    }

    /// <summary>Writes what is finished of a study, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="result">The study's runs.</param>
    /// <exception cref="InputException">No run is finished.</exception>
    public static void Write(string path, StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var rows = result.Rows.Where(row => row.Runs.Count > 0).ToList();
        if (rows.Count == 0)
        {
            throw new InputException($"study {result.Study.Name}: no run is finished, so there is nothing to write: train it first");
        }

        var runs = rows.SelectMany(row => row.Runs).Select(run => run.Run).DistinctBy(run => run.Folder.Name).ToList();
        var stored = new StoredStudy(
            result.Study.Name, result.Scale, result.Cohort,
            [.. rows.Select(row => new StoredRow(row.Name, row.Runs.ToDictionary(run => run.Seed, run => run.Run.Folder.Name)))],
            runs.ToDictionary(run => run.Folder.Name, StoredRun.Of),
            result.Study.AsksCosts ? result.Latencies : new Dictionary<string, Latency>());
        var lines = runs.SelectMany(run => run.Result.Tests.Keys.Order(StringComparer.Ordinal).SelectMany(file =>
            Predictions.Read(run.Folder.File(file)).Select(line => new PredictionLine(run.Folder.Name, file, line)))).ToList();
        var metadata = JsonSerializer.Serialize(stored, JsonFormat.Compact);
        AtomicFile.Write(path, stream => PredictionTable.Write(stream, lines, metadata));
    }

    /// <summary>Reads what a file holds of a study.</summary>
    /// <param name="path">The file.</param>
    /// <param name="study">The study; rows that the file lacks have no runs.</param>
    /// <param name="seeds">Seeds that count.</param>
    /// <param name="unpacked">Folder for the runs' files; those of a file that has been read before are found there.</param>
    /// <param name="passedOver">Damaged runs that the file stands in for, a line each.</param>
    /// <exception cref="InputException">No such file, none of this study, or damaged.</exception>
    public static StudyResult Read(
        string path, Study study, IReadOnlyList<int> seeds, string unpacked, IReadOnlyList<string>? passedOver = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(seeds);
        RegularFile.Require(path);
        var stored = PredictionTable.Metadata<StoredStudy>(path);
        if (stored.Study != study.Name)
        {
            throw new InputException($"{path}: holds study {stored.Study}, not {study.Name}: name the right file");
        }

        var folder = Unpacked(path, stored, unpacked);
        var rows = study.Experiments.Select(row => StudyRow.Of(row, stored.Cohort.Labels,
            [.. stored.Rows.Where(one => one.Name == row.Name).SelectMany(one => one.Seeds).Where(run => seeds.Contains(run.Key))
                .OrderBy(run => run.Key).Select(run => (run.Key, FinishedRun.Open(Path.Combine(folder, run.Value))))]));
        return new StudyResult(study, stored.Scale, stored.Cohort, [.. rows])
        {
            Origin = path,
            PassedOver = passedOver ?? [],
            Measured = stored.Latencies.Count > 0 ? stored.Latencies : null,
        };
    }

    /// <summary>A run of a file, by its folder's name; it has no weights. Null where the file has none of this name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The folder's name.</param>
    /// <param name="unpacked">As in <see cref="Read"/>.</param>
    /// <exception cref="InputException">No such file, or damaged.</exception>
    public static FinishedRun? Run(string path, string name, string unpacked)
    {
        var stored = PredictionTable.Metadata<StoredStudy>(path);
        return stored.Runs.ContainsKey(name) ? FinishedRun.Open(Path.Combine(Unpacked(path, stored, unpacked), name)) : null;
    }

    /// <summary>The patients that a file's study was run on.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">No such file, or damaged.</exception>
    public static CohortFacts CohortOf(string path) => PredictionTable.Metadata<StoredStudy>(path).Cohort;

    private static string Unpacked(string path, StoredStudy stored, string unpacked)
    {
        var folder = Path.Combine(unpacked, $"{Path.GetFileNameWithoutExtension(path)}-{ContentHash.OfFile(path)[..12]}");
        if (!Directory.Exists(folder))
        {
            AtomicFile.WriteFolder(folder, temporary => Unpack(path, stored, temporary));
        }

        return folder;
    }

    private static void Unpack(string path, StoredStudy stored, string folder)
    {
        var predictions = PredictionTable.Read(path).ToLookup(line => (line.Run, line.File), line => line.Prediction);
        foreach (var (name, run) in stored.Runs)
        {
            var target = new RunFolder(Path.Combine(folder, name));
            foreach (var (file, text) in run.Texts)
            {
                AtomicFile.WriteText(target.File(file), text);
            }

            foreach (var file in run.Predictions)
            {
                Predictions.Write(target.File(file), [.. predictions[(name, file)]]);
            }

            File.SetLastWriteTimeUtc(target.ResultFile, run.Finished);
        }
    }
}
