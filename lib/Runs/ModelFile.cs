using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Methods;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Runs;

/// <summary>
/// A network in one safetensors file that says itself how it is built, so that it travels between machines and frameworks
/// (data/WEIGHTS.md has the names). Its metadata entry <c>mhdnet</c> is a JSON object: <c>name</c>, <c>phase</c> (the training, as in
/// experiment.json: sizes, options, preprocessing, label set) and, of a finished run, <c>result</c>.
/// </summary>
public static class ModelFile
{
    private const string Key = "mhdnet";

    /// <summary>Writes a network that belongs to no run, such as an untrained one.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="classifier">The network.</param>
    /// <param name="phase">A training that has such a network.</param>
    public static void Save(string path, Classifier classifier, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(phase);
        Checkpoint.SaveModule(path, classifier, Metadata(new NamedPhase(phase.Kind, phase), null));
    }

    /// <summary>Writes the network of a finished run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Target file.</param>
    /// <exception cref="InputException">The run is damaged, or its weights are not those of its phase.</exception>
    public static void Export(FinishedRun run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var scope = NewDisposeScope();
        using var network = run.Load();
        Checkpoint.SaveModule(path, network, Metadata(new NamedPhase(run.Name, run.Phase), run.Result));
    }

    /// <summary>
    /// Makes a finished run of an exported file, to predict with or to start from. Weights may have been changed by another program
    /// meanwhile; names, shapes, types and metadata must be as exported, and all weights finite. Test predictions do not travel: they
    /// belong to patients.
    /// </summary>
    /// <param name="path">A file written by <see cref="Export"/>.</param>
    /// <param name="folder">The folder to make; it must not exist.</param>
    /// <returns>The run.</returns>
    /// <exception cref="InputException">The file is no such file, or the folder exists.</exception>
    public static FinishedRun Import(string path, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (Path.Exists(folder.Path))
        {
            throw new InputException($"{folder.Path}: exists already: give the name of a new folder");
        }

        var (shapes, metadata) = Safetensors.Head(path);
        var (named, result) = Read(path, metadata);
        RefuseOtherSizes(path, named.Phase, shapes);
        using var scope = NewDisposeScope();
        using var network = named.Phase.Build(); // so that what does not fit is refused here
        Checkpoint.LoadModule(path, network);
        AtomicFile.WriteFolder(folder.Path, place =>
        {
            var imported = new RunFolder(place);
            AtomicFile.WriteText(imported.File("experiment.json"), named.Json());
            Checkpoint.SaveModule(imported.ModelFile, network, new Dictionary<string, string>());
            imported.Finish((result with { Tests = new Dictionary<string, double>(), Files = imported.Hashes() }).Sealed());
        });
        return FinishedRun.Open(folder);
    }

    private static (NamedPhase Named, RunResult Result) Read(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out var json))
        {
            throw new InputException(
                $"{path}: says nothing of how its network is built (no metadata `{Key}`): give a file that `mhdnet export` wrote");
        }

        try
        {
            var document = JsonNode.Parse(json)!.AsObject();
            var result = document["result"].Deserialize<RunResult>(JsonFormat.Compact)
                ?? throw new InputException($"{path}: is the network of no finished run: give a file that `mhdnet export` wrote");
            document.Remove("result");
            var named = NamedPhase.Parse(document.ToJsonString(JsonFormat.Compact), path);
            named.Phase.Check();
            return (named, result);
        }
        catch (Exception error) when (
            error is JsonException or InvalidOperationException or FormatException or NotSupportedException or ArgumentException)
        {
            throw new InputException(
                $"{path}: its metadata `{Key}` is not whole ({error.Message.ReplaceLineEndings(" ")}): export it anew", error);
        }
    }

    // The sizes a network is built from must be those of tensors in the file, before anything is built on their word.
    private static void RefuseOtherSizes(string path, Phase phase, IReadOnlyDictionary<string, long[]> shapes)
    {
        foreach (var (name, shape) in phase.Landmarks())
        {
            if (!shapes.TryGetValue(name, out var found) || !found.SequenceEqual(shape))
            {
                throw new InputException($"{path}: {name} is missing or not of the size that its metadata `{Key}` gives: export it anew");
            }
        }
    }

    // "format" is what other readers of safetensors ask for: tensors are to be had as PyTorch's
    private static Dictionary<string, string> Metadata(NamedPhase named, RunResult? result)
    {
        var document = JsonNode.Parse(named.Json())!.AsObject();
        if (result is not null)
        {
            document["result"] = JsonSerializer.SerializeToNode(result, JsonFormat.Compact);
        }

        return new() { ["format"] = "pt", [Key] = document.ToJsonString(JsonFormat.Compact) };
    }
}
