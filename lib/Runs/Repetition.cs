using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Methods;
using MhdNet.Runtime;

namespace MhdNet.Runs;

/// <summary>A finished run trained once more, elsewhere, from what its folder says: the same seed, patients and threads.</summary>
public sealed class Repetition
{
    private Repetition(FinishedRun first, FinishedRun second)
    {
        (First, Second) = (first, second);
        Files = [.. first.Result.Files.Keys.Concat(second.Result.Files.Keys)
            .Where(name => Path.GetExtension(name) == ".csv" || name == Path.GetFileName(first.Folder.ModelFile)
                || name == Path.GetFileName(first.Folder.MetricsFile))
            .Distinct().Order(StringComparer.Ordinal)
            .Select(name => (name, first.Result.Files.GetValueOrDefault(name), second.Result.Files.GetValueOrDefault(name)))];
        var (then, now) = (first.Phase, second.Phase);
        Differences = [.. then.IsOfCode(now) ? [] : new[] { $"code: {then.CodeName} then, {now.CodeName} now" }, .. Environments()];
    }

    /// <summary>The run that was repeated.</summary>
    public FinishedRun First { get; }

    /// <summary>The new one.</summary>
    public FinishedRun Second { get; }

    /// <summary>Every file that a training decides (predictions, weights, history), with its SHA-256 there and here; null where it is
    /// missing.</summary>
    public IReadOnlyList<(string Name, string? First, string? Second)> Files { get; }

    /// <summary>What was different when it was trained again: code, machine, versions; a line each.</summary>
    public IReadOnlyList<string> Differences { get; }

    /// <summary>Whether every file is equal bit by bit.</summary>
    public bool IsEqual => Files.All(file => file.First == file.Second);

    /// <summary>
    /// Trains it again, and what it needs, too. Other code is not refused, since whether it changes the result is what one asks; other
    /// patients are.
    /// </summary>
    /// <param name="run">The finished run.</param>
    /// <param name="workspace">The patients, at the run's scale and with its split.</param>
    /// <param name="folder">The run store to train in; what is finished there is not trained again.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    /// <exception cref="InputException">The patients or pretrained weights are others.</exception>
    public static Repetition Run(
        FinishedRun run, Workspace workspace, string folder, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(workspace);
        if (File.Exists(run.Folder.ModelFile))
        {
            run.CheckModel(); // a run that travelled in a file of results has left its weights behind, not their hash
        }

        if (Path.GetDirectoryName(run.Folder.Path) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
        {
            throw new InputException($"{folder}: holds the run itself: give another folder to train it in again");
        }

        var store = workspace.RunsIn(folder, run.Runtime.Threads);
        return new Repetition(run, store.Run(run.Phase.ByThisCode(), run.Name, progress, cancellation));
    }

    private IEnumerable<string> Environments()
    {
        JsonObject Read(FinishedRun run) => JsonSerializer.SerializeToNode(run.Runtime, JsonFormat.Compact)!.AsObject();
        var (then, now) = (Read(First), Read(Second));
        return then.Where(entry => !JsonNode.DeepEquals(entry.Value, now[entry.Key]))
            .Select(entry => $"{entry.Key}: {entry.Value} then, {now[entry.Key]} now");
    }
}
