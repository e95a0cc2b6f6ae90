using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Training;

/// <summary>
/// The folder of one training: <c>experiment.json</c> (what was asked), <c>environment.json</c> (where it ran),
/// <c>metrics.jsonl</c> (an epoch a line), <c>timing.jsonl</c> (where each epoch's time went), <c>checkpoint.safetensors</c> (to resume;
/// gone when finished),
/// <c>model.safetensors</c> (the best epoch) and <c>result.json</c> (written last: its presence means finished).
/// </summary>
public sealed class RunFolder
{
    /// <summary>Names the folder; nothing is created before something is written.</summary>
    public RunFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Short name for people: the folder's own.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Weights of the selected epoch.</summary>
    public string ModelFile => File("model.safetensors");

    /// <summary>Everything that a resumed training needs.</summary>
    public string CheckpointFile => File("checkpoint.safetensors");

    /// <summary>One line an epoch.</summary>
    public string MetricsFile => File("metrics.jsonl");

    /// <summary>Where the time of each epoch went, a line each.</summary>
    public string TimingFile => File("timing.jsonl");

    /// <summary>Summary; its presence means that the run is finished.</summary>
    public string ResultFile => File("result.json");

    /// <summary>Whether the training has ended and been evaluated.</summary>
    public bool IsFinished => System.IO.File.Exists(ResultFile);

    /// <summary>A file of this run.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes an object as readable JSON.</summary>
    public void WriteJson<T>(string name, T value) =>
        AtomicFile.WriteText(File(name), JsonSerializer.Serialize(value, JsonFormat.Readable) + "\n");

    /// <summary>Reads an object back.</summary>
    /// <exception cref="InputException">The file is missing or torn.</exception>
    public T ReadJson<T>(string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(System.IO.File.ReadAllText(File(name)), JsonFormat.Readable)
                ?? throw new InputException($"{File(name)}: is empty: delete the run's folder and train again");
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new InputException($"{File(name)}: cannot be read ({error.Message}): delete the run's folder and train again", error);
        }
    }

    /// <summary>
    /// Names and SHA-256 of the files that speak for the run: all but the summary, the checkpoint and what the folder's lock or a killed
    /// process left.
    /// </summary>
    public IReadOnlyDictionary<string, string> Hashes() => Directory.EnumerateFiles(Path)
        .Where(file => file != ResultFile && file != CheckpointFile && !System.IO.Path.GetFileName(file).StartsWith('.'))
        .Order(StringComparer.Ordinal)
        .ToDictionary(file => System.IO.Path.GetFileName(file), ContentHash.OfFile);

    /// <summary>
    /// Writes the summary, which makes the run a finished one, and drops what nothing needs any more: the checkpoint and half-written
    /// files.
    /// </summary>
    public void Finish<T>(T result)
    {
        foreach (var left in Directory.EnumerateFiles(Path, ".*.tmp").ToList())
        {
            System.IO.File.Delete(left);
        }

        WriteJson("result.json", result);
        System.IO.File.Delete(CheckpointFile);
    }

    /// <summary>Forgets a training that was begun, or a finished one that is damaged: history, weights, predictions, summary.</summary>
    public void Clear()
    {
        foreach (var file in Directory.Exists(Path) ? Directory.GetFiles(Path) : [])
        {
            var name = System.IO.Path.GetFileName(file);
            if (file == ResultFile || file == CheckpointFile || file == ModelFile
                || System.IO.Path.GetExtension(name) is ".jsonl" or ".csv" or ".tmp")
            {
                System.IO.File.Delete(file);
            }
        }
    }

    /// <summary>Drops times beyond an epoch, and those that cannot be read: they are of a training that was killed and is taken up before
    /// it.</summary>
    /// <param name="epochs">Epochs that have ended.</param>
    public void KeepTimings(int epochs)
    {
        IReadOnlyList<EpochTiming> timings;
        try
        {
            timings = ReadTimings();
        }
        catch (InputException)
        {
            timings = []; // they say how long epochs took, and nothing else rests on them
        }

        WriteLines(TimingFile, [.. timings.Where(timing => timing.Epoch <= epochs)]);
    }

    /// <summary>Writes the history, an epoch a line.</summary>
    public void WriteHistory(IReadOnlyList<EpochRecord> history) => WriteLines(MetricsFile, history);

    /// <summary>Reads the history; empty before the first epoch has ended.</summary>
    public IReadOnlyList<EpochRecord> ReadHistory() => Lines<EpochRecord>(MetricsFile);

    /// <summary>Adds where an epoch's time went. Times differ from run to run, so they stay out of the history.</summary>
    public void AddTiming(EpochTiming timing) => WriteLines(TimingFile, [.. ReadTimings(), timing]);

    /// <summary>Reads where the time went; empty before the first epoch has ended.</summary>
    public IReadOnlyList<EpochTiming> ReadTimings() => Lines<EpochTiming>(TimingFile);

    private static void WriteLines<T>(string file, IReadOnlyList<T> lines) =>
        AtomicFile.WriteText(file, string.Concat(lines.Select(line => JsonSerializer.Serialize(line, JsonFormat.Compact) + "\n")));

    private static IReadOnlyList<T> Lines<T>(string file) => !System.IO.File.Exists(file)
        ? []
        : [.. System.IO.File.ReadLines(file).Select((line, index) => Line<T>(file, line, index))];

    private static T Line<T>(string file, string line, int index)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, JsonFormat.Compact) ?? throw new JsonException("empty");
        }
        catch (JsonException error)
        {
            throw new InputException($"{file}:{index + 1}: cannot be read ({error.Message}): train the run again", error);
        }
    }
}
