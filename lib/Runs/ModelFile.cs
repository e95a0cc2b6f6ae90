using System.Text.Json;
using System.Text.Json.Nodes;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Runs;

/// <summary>
/// A network in one safetensors file that says itself how it is built, so that it travels between machines and frameworks
/// (data/WEIGHTS.md has the names). Its metadata entry <c>mhdnet</c> is a JSON object: <c>kind</c> ("student" or "teacher"), <c>network</c>
/// (<see cref="NetworkOptions"/>), <c>memory</c> (<see cref="MemoryOptions"/>), a student's <c>reading</c>; and of a run all else of its recipe, its
/// <c>name</c> and its <c>result</c>.
/// </summary>
public static class ModelFile
{
    private const string Key = "mhdnet";

    // what comes from outside must be there where it is needed
    private static readonly JsonSerializerOptions Strict = new(JsonFormat.Compact) { RespectNullableAnnotations = true };

    /// <summary>Writes a student that belongs to no run, such as an untrained one.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="student">The network.</param>
    /// <param name="network">The options it was built with.</param>
    /// <param name="memory">The options its memory was built with.</param>
    /// <param name="reading">How it reads the memory.</param>
    public static void Save(string path, StudentNetwork student, NetworkOptions network, MemoryOptions memory, MemoryReading reading) =>
        Checkpoint.SaveModule(path, student, Metadata(Document("student", new { Network = network, Memory = memory, Reading = reading })));

    /// <summary>Writes a teacher that belongs to no run, such as an untrained one.</summary>
    /// <param name="path">Target file.</param>
    /// <param name="teacher">Network and memory.</param>
    /// <param name="network">The options it was built with.</param>
    public static void Save(string path, TeacherWithMemory teacher, NetworkOptions network)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        Checkpoint.SaveModule(path, teacher, Metadata(Document("teacher", new { Network = network, Memory = teacher.Memory.Options })));
    }

    /// <summary>Writes the network of a finished run, student or teacher.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Target file.</param>
    /// <returns>What was written: "student" or "teacher".</returns>
    /// <exception cref="InputException">The folder holds no finished student or teacher, or its weights are not those of its recipe.</exception>
    public static string Export(RunFolder run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!run.IsFinished || run.ReadJson<NamedRecipe>("experiment.json") is not { Branch: null } named)
        {
            throw new InputException($"{run.Path}: holds no finished student or teacher: give the folder of such a run");
        }

        Recipe recipe = named.Student is null ? named.Teacher! : named.Student;
        var document = Document(recipe.Kind, recipe);
        document["name"] = named.Name;
        document["result"] = JsonSerializer.SerializeToNode(run.ReadJson<RunResult>("result.json"), JsonFormat.Compact);
        using var scope = NewDisposeScope();
        using var network = Built(recipe, run.ModelFile);
        Checkpoint.SaveModule(path, network, Metadata(document));
        return recipe.Kind;
    }

    /// <summary>
    /// Makes a finished run of an exported file, to predict with or to start from. Weights may have been changed by another program
    /// meanwhile; names, shapes, types and metadata must be as exported. Test predictions do not travel: they belong to patients.
    /// </summary>
    /// <param name="path">A file written by <see cref="Export"/>.</param>
    /// <param name="run">The folder to make; it must not exist.</param>
    /// <returns>What was read: "student" or "teacher".</returns>
    /// <exception cref="InputException">The file is no such file, or the folder exists.</exception>
    public static string Import(string path, RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (Path.Exists(run.Path))
        {
            throw new InputException($"{run.Path}: exists already: give the name of a new folder");
        }

        var (shapes, metadata) = Safetensors.Head(path);
        var (name, recipe, result) = Read(path, metadata);
        RefuseOtherSizes(path, recipe, shapes);
        using var scope = NewDisposeScope();
        using var network = Built(recipe, path);
        AtomicFile.WriteFolder(run.Path, folder =>
        {
            var imported = new RunFolder(folder);
            imported.WriteJson("experiment.json", NamedRecipe.Of(name, recipe));
            Checkpoint.SaveModule(imported.ModelFile, network, new Dictionary<string, string>());
            imported.Finish(result);
        });
        return recipe.Kind;
    }

    private static (string Name, Recipe Recipe, RunResult Result) Read(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out var json))
        {
            throw new InputException($"{path}: says nothing of how its network is built (no metadata `{Key}`): give a file that `mhdnet export` wrote");
        }

        try
        {
            var document = JsonNode.Parse(json)!.AsObject();
            Recipe? recipe = (string?)document["kind"] switch
            {
                "student" => document.Deserialize<StudentRecipe>(Strict),
                "teacher" => document.Deserialize<TeacherRecipe>(Strict),
                _ => null,
            };
            var result = document["result"].Deserialize<RunResult>(Strict);
            return recipe is null || result is null
                ? throw new InputException($"{path}: is neither a student's nor a teacher's run: give a file that `mhdnet export` wrote")
                : ((string?)document["name"] ?? recipe.Kind, recipe with { Network = recipe.Network.Checked(), Memory = recipe.Memory.Checked() }, result);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path}: its metadata `{Key}` is not whole ({error.Message.ReplaceLineEndings(" ")}): export it anew", error);
        }
    }

    // The sizes a network is built from must be those of tensors in the file, before anything is built on their word.
    private static void RefuseOtherSizes(string path, Recipe recipe, IReadOnlyDictionary<string, long[]> shapes)
    {
        var network = recipe.Network;
        var (branch, taps) = (recipe is StudentRecipe ? "backbone" : "network.radiology", (long)network.Shfm.Kernel * network.Shfm.Kernel);
        Require($"{branch}.conv1.weight", () => [network.Width, 1, 7, 7, 7]);
        Require($"{branch}.fc.weight", () => [network.ClassCount, network.Stages()[3].Channels * network.Stages()[3].Frames]);
        if (recipe is StudentRecipe { Teacher: null } or StudentRecipe { Reading: MemoryReading.None })
        {
            return;
        }

        for (var s = 1; s <= Ctmm.StageCount; s++)
        {
            var stage = network.MemoryStages()[s - 1];
            var (rows, columns) = recipe.Memory.Grid(s, stage);
            Require(recipe is StudentRecipe ? $"memory.bank{s}" : $"memory.stages.{s - 1}.items", () => [network.TypeCount, (long)rows * columns, stage.Channels * stage.Frames]);
            if (network.Shfm.Enabled)
            {
                Require($"{(recipe is StudentRecipe ? "" : "network.fusion.")}shfm{s}.kernels.weight", () => [taps, taps * stage.Frames, 1, 1, 1]);
            }
        }

        void Require(string name, Func<long[]> shape)
        {
            if (!shapes.TryGetValue(name, out var found) || !found.SequenceEqual(shape()))
            {
                throw new InputException($"{path}: {name} is missing or not of the size that its metadata `{Key}` gives: export it anew");
            }
        }
    }

    // built from its recipe and filled from the file, so that what does not fit is refused here
    private static nn.Module Built(Recipe recipe, string weights)
    {
        nn.Module network = recipe is StudentRecipe student ? TrainedStudent.Untrained(student) : TrainedTeacher.Build((TeacherRecipe)recipe);
        Checkpoint.LoadModule(weights, network);
        return network;
    }

    private static JsonObject Document(string kind, object options)
    {
        var document = JsonSerializer.SerializeToNode(options, options.GetType(), JsonFormat.Compact)!.AsObject();
        document["kind"] = kind;
        return document;
    }

    // "format" is what other readers of safetensors ask for: tensors are to be had as PyTorch's
    private static Dictionary<string, string> Metadata(JsonObject document) =>
        new() { ["format"] = "pt", [Key] = document.ToJsonString(JsonFormat.Compact) };
}
