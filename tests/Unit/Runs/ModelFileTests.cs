using System.Text.Json.Nodes;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Tests.Training;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Runs;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private static readonly MemoryOptions Banks = new() { RasterInitialisation = false }; // something to read

    private string Exported => Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(MemoryReading.TeachersPrediction)]
    [InlineData(MemoryReading.OwnPrediction)]
    [InlineData(MemoryReading.None)]
    public void A_student_comes_back_as_it_was_and_answers_the_same_bits(MemoryReading reading)
    {
        using var scope = NewDisposeScope();
        var before = StudentRun(reading);
        ModelFile.Export(before, Exported);
        var after = ModelFile.Import(Exported, new RunFolder(Path.Combine(_folder, "imported")));
        Assert.Equal((before.Name, before.Phase.Id(), before.Result.BestEpoch), (after.Name, after.Phase.Id(), after.Result.BestEpoch));
        using var first = before.Load();
        using var second = after.Load();
        var ct = Tests.Networks.Sample.Of(1, 1, 1, TinyStore.Frames, TinyStore.Size, TinyStore.Size).to(float32);
        Assert.True(first.Heads(ct, null)[0].Logits.Equals(second.Heads(ct, null)[0].Logits));
    }

    [Fact]
    public void A_teacher_comes_back_with_its_memory()
    {
        using var scope = NewDisposeScope();
        var run = TeacherRun();
        ModelFile.Export(run, Exported);
        Assert.IsType<TeacherPhase>(ModelFile.Import(Exported, new RunFolder(Path.Combine(_folder, "imported"))).Phase);
        static Dictionary<string, string> Tensors(string file) =>
            Safetensors.Load(file).Tensors.ToDictionary(entry => entry.Key, entry => Convert.ToHexString(entry.Value.bytes));
        Assert.Equal(Tensors(run.Folder.ModelFile), Tensors(Path.Combine(_folder, "imported", "model.safetensors")));
    }

    [Fact]
    public void Names_and_options_are_what_another_framework_needs()
    {
        using var scope = NewDisposeScope();
        ModelFile.Export(StudentRun(MemoryReading.TeachersPrediction), Exported);
        var (shapes, metadata) = Safetensors.Head(Exported);
        string[] names =
        [
            "backbone.conv1.weight", "backbone.bn1.running_var", "backbone.layer1.0.conv2.weight",
            "backbone.layer4.0.downsample.1.bias", "backbone.fc.bias",
            "shfm1.radiology.bias", "shfm2.pathology.weight", "shfm3.attention.weight",
            "shfm1.kernels.bias", "shfm1.reduction.weight", "shfm1.projection.weight",
            "shfm1.bn2.running_mean", "shfm3.output.bias", "con1.weight", "prior.layer3.0.bn2.weight", "memory.bank1", "memory.bank3",
        ];
        Assert.All(names, name => Assert.Contains(name, shapes.Keys));
        Assert.Equal([9L, 9 * 4, 1, 1, 1], shapes["shfm1.kernels.weight"]); // kappa 3, 4 frames at stage one
        Assert.Equal("pt", metadata["format"]);
        var document = JsonNode.Parse(metadata["mhdnet"])!["phase"]!;
        Assert.Equal(("student", 10, 8, 3, "teachersPrediction", "cube5"), (
            (string?)document["phase"], (int)document["network"]!["studentDepth"]!, (int)document["network"]!["width"]!,
            (int)document["network"]!["shfm"]!["kernel"]!, (string?)document["reading"],
            (string?)document["network"]!["shfm"]!["attention"]));
        Assert.Equal([2, 1, 1], document["memory"]!["gridDivisors"]!.AsArray().Select(value => (int)value!));
    }

    [Fact]
    public void Networks_of_no_run_are_written_the_same_way()
    {
        using var scope = NewDisposeScope();
        using var teacher = new TeacherWithMemory(TinyStore.Network, Banks);
        ModelFile.Save(Exported, teacher, Teacher);
        Assert.Equal("teacher", (string?)JsonNode.Parse(Safetensors.Head(Exported).Metadata["mhdnet"])!["phase"]!["phase"]);
        using var student = new StudentNetwork(TinyStore.Network, teacher.Network.Radiology, teacher.Memory.Freeze());
        ModelFile.Save(Exported, student, Student(MemoryReading.TeachersPrediction));
        Assert.Equal(student.state_dict().Keys.Order(StringComparer.Ordinal),
            Safetensors.Head(Exported).Shapes.Keys.Order(StringComparer.Ordinal));
        var refusal = Assert.Throws<InputException>(() => ModelFile.Import(Exported, new RunFolder(Path.Combine(_folder, "imported"))));
        Assert.Contains("no finished run", refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Lies => new()
    {
        { "network.width", "1073741824", "width 1073741824" },
        { "network.width", "12", "backbone.conv1.weight" },
        { "network.frames", "2000000000", "2000000000 frames" },
        { "network.frames", "512", "backbone.fc.weight" },
        { "network.size", "2000000000", "2000000000 pixels" },
        { "network.size", "512", "memory.bank1" },
        { "network.classCount", "2000000000", "in 2000000000 classes" },
        { "network.typeCount", "7", "memory.bank1" },
        { "network.shfm.kernel", "65537", "shfm1.kernels.weight" },
        { "network.shfm.kernel", "4", "kappa" },
        { "network.studentDepth", "34", "is missing" },
        { "network.teacherDepth", "20", "depth 20" },
        { "network.shfm", "null", "no training that this version can read" },
        { "memory.gridDivisors", "[1]", "not whole" },
        { "memory.gridDivisors", "null", "no training that this version can read" },
        { "memory.temperature", "-1", "not whole" },
        { "reading", "\"none\"", "no part of this network" },
        { "reading", "\"no such\"", "no training that this version can read" },
        { "phase", "\"branch\"", "no training that this version can read" },
        { "phase", "\"no such\"", "does not know" },
        { "setting.preprocessing", "null", "no training that this version can read" },
        { "setting.trainingShare", "7", "share above 0" },
        { "setting.size.width", "-3", "width -3" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Metadata_that_the_tensors_do_not_bear_out_is_refused_in_one_line(string option, string value, string named)
    {
        using var scope = NewDisposeScope();
        ModelFile.Export(StudentRun(MemoryReading.TeachersPrediction), Exported);
        var (tensors, metadata) = Safetensors.Load(Exported);
        var document = JsonNode.Parse(metadata["mhdnet"])!;
        var owner = option.Split('.')[..^1].Aggregate(document["phase"]!, (node, key) => node[key]!);
        owner[option.Split('.')[^1]] = JsonNode.Parse(value);
        Safetensors.Save(Exported, [.. tensors.Select(entry => (entry.Key, entry.Value))],
            new Dictionary<string, string> { ["mhdnet"] = document.ToJsonString() });
        Refused(named);
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "missing", "fc.bias is missing" },
        { "shape", "fc.bias is (4), (9) is needed" },
        { "type", "fc.bias is Float64, Float32 is needed" },
        { "more", "no part of this network" },
        { "torn", "not a whole safetensors file" },
        { "unsaid", "says nothing" },
        { "garbled", "not whole" },
        { "untrained", "no finished run" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_weights_are_refused_in_one_line(string damage, string named)
    {
        using var scope = NewDisposeScope();
        ModelFile.Export(StudentRun(MemoryReading.None), Exported);
        var (loaded, metadata) = Safetensors.Load(Exported);
        var tensors = loaded.ToDictionary();
        switch (damage)
        {
            case "missing":
                tensors.Remove("backbone.fc.bias");
                break;
            case "shape":
                tensors["backbone.fc.bias"] = zeros(4);
                break;
            case "type":
                tensors["backbone.fc.bias"] = zeros(9, float64);
                break;
            case "more":
                tensors["x\nx"] = zeros(1);
                break;
            default:
                break;
        }

        Safetensors.Save(Exported, [.. tensors.Select(entry => (entry.Key, entry.Value))], damage switch
        {
            "unsaid" => new Dictionary<string, string>(),
            "garbled" => new Dictionary<string, string> { ["mhdnet"] = "{\n" },
            "untrained" => Without("result", metadata),
            _ => metadata,
        });
        if (damage == "torn")
        {
            using var file = File.OpenWrite(Exported);
            file.SetLength(file.Length - 1);
        }

        Refused(named);
    }

    [Fact]
    public void Only_finished_runs_go_out_and_only_new_folders_come_in()
    {
        using var scope = NewDisposeScope();
        var nowhere = Path.Combine(_folder, "nowhere");
        Assert.Contains("no finished", Assert.Throws<InputException>(() => FinishedRun.Open(nowhere)).Message, StringComparison.Ordinal);
        var run = StudentRun(MemoryReading.None);
        ModelFile.Export(run, Exported);
        Assert.Contains("exists already", Assert.Throws<InputException>(() => ModelFile.Import(Exported, run.Folder)).Message,
            StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Without(string key, IReadOnlyDictionary<string, string> metadata)
    {
        var document = JsonNode.Parse(metadata["mhdnet"])!.AsObject();
        document.Remove(key);
        return new() { ["mhdnet"] = document.ToJsonString() };
    }

    private void Refused(string named)
    {
        var imported = Path.Combine(_folder, "imported");
        var refusal = Assert.Throws<InputException>(() => ModelFile.Import(Exported, new RunFolder(imported)));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.False(Path.Exists(imported));
    }

    private FinishedRun StudentRun(MemoryReading reading)
    {
        using var teacher = new TeacherWithMemory(TinyStore.Network, Banks);
        using var student = reading switch
        {
            MemoryReading.TeachersPrediction => new StudentNetwork(TinyStore.Network, teacher.Network.Radiology, teacher.Memory.Freeze()),
            MemoryReading.OwnPrediction => new StudentNetwork(TinyStore.Network, teacher.Memory.Freeze()),
            _ => new StudentNetwork(TinyStore.Network),
        };
        return TinyStore.Finished(Path.Combine(_folder, "student"), Student(reading), student);
    }

    private FinishedRun TeacherRun()
    {
        using var teacher = new TeacherWithMemory(TinyStore.Network, Banks);
        return TinyStore.Finished(Path.Combine(_folder, "teacher"), Teacher, teacher);
    }

    private static StudentPhase Student(MemoryReading reading) => (StudentPhase)(Method with { Reading = reading }).For(TinyStore.Setting);

    private static TeacherPhase Teacher { get; } = (TeacherPhase)(Method with { Tested = MhdNetPart.Teacher }).For(TinyStore.Setting);

    private static MhdNetMethod Method => new() { Network = TinyStore.Network, Memory = Banks };
}
