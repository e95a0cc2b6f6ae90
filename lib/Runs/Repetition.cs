using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Runtime;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>A finished run trained once more, elsewhere, from what its folder says: the same seed, patients and threads.</summary>
public sealed class Repetition
{
    private Repetition(RecordedRun first, RunFolder second)
    {
        (First, Second) = (first, second);
        Files = [.. Directory.GetFiles(first.Run.Path).Concat(Directory.GetFiles(second.Path)).Select(path => Path.GetFileName(path)!)
            .Where(name => Path.GetExtension(name) == ".csv" || name == Path.GetFileName(first.Run.ModelFile) || name == Path.GetFileName(first.Run.MetricsFile))
            .Distinct().Order(StringComparer.Ordinal).Select(name => (name, Hash(first.Run.File(name)), Hash(second.File(name))))];
        Differences = [.. Code(first.Recipe), .. Environments()];
    }

    /// <summary>The run that was repeated.</summary>
    public RecordedRun First { get; }

    /// <summary>The folder of the new one.</summary>
    public RunFolder Second { get; }

    /// <summary>Every file that a training decides (predictions, weights, history), with its SHA-256 there and here; null where it is missing.</summary>
    public IReadOnlyList<(string Name, string? First, string? Second)> Files { get; }

    /// <summary>What was different when it was trained again: code, machine, versions; a line each.</summary>
    public IReadOnlyList<string> Differences { get; }

    /// <summary>Whether every file is equal bit by bit.</summary>
    public bool IsEqual => Files.All(file => file.First == file.Second);

    /// <summary>Trains it again, its teacher, too. Other code is not refused, since whether it changes the result is what one asks; other patients are.</summary>
    /// <param name="run">The finished run.</param>
    /// <param name="workspace">The patients, at the run's scale and with its split.</param>
    /// <param name="folder">The run store to train in; what is finished there is not trained again.</param>
    /// <param name="teacherBackbone">File that its teacher's branches began with.</param>
    /// <param name="studentBackbone">File that the student began with.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    /// <exception cref="InputException">The patients or pretrained weights are others, or this version cannot express the run.</exception>
    public static Repetition Run(
        RecordedRun run, Workspace workspace, string folder, string? teacherBackbone = null, string? studentBackbone = null,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(workspace);
        if (workspace.Sequences.Fingerprint != run.Recipe.Data)
        {
            throw new InputException(
                $"{run.Run.Path}: was trained on other sequences ({run.Recipe.Data[..12]}) than {workspace.Cohort.Folder} gives ({workspace.Sequences.Fingerprint[..12]}): give --cohort the patients it was trained on");
        }

        var store = workspace.RunsIn(folder, run.Runtime.Threads);
        if (Path.GetDirectoryName(run.Run.Path) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
        {
            throw new InputException($"{folder}: holds the run itself: give another folder to train it in again");
        }

        var experiment = run.Experiment(teacherBackbone, studentBackbone);
        if (store.Recipe(experiment).WithoutCode() is var bare && bare.Id() != run.Recipe.WithoutCode().Id())
        {
            throw new InputException(bare.Backbone != run.Recipe.Backbone
                ? $"{run.Run.Path}: began with other pretrained weights (SHA-256 {run.Recipe.Backbone?[..12] ?? "none"}): give the same file"
                : $"{run.Run.Path}: its recipe says what this version cannot do in the same way: take the version that made it");
        }

        return new Repetition(run, store.Run(experiment, progress, cancellation).Run);
    }

    private static IEnumerable<string> Code(Recipe recipe) =>
        recipe.Code == CodeVersion.Fingerprint ? [] : [$"code: {recipe.Code[..12]} then, {CodeVersion.Fingerprint[..12]} now"];

    private IEnumerable<string> Environments()
    {
        JsonObject Read(RunFolder run) => JsonSerializer.SerializeToNode(run.ReadJson<RuntimeReport>("environment.json"), JsonFormat.Compact)!.AsObject();
        var (then, now) = (Read(First.Run), Read(Second));
        return then.Where(entry => !JsonNode.DeepEquals(entry.Value, now[entry.Key])).Select(entry => $"{entry.Key}: {entry.Value} then, {now[entry.Key]} now");
    }

    private static string? Hash(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
