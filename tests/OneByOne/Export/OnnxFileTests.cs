using System.Text.Json;
using MhdNet.Cli.Bench;
using MhdNet.Export;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using static TorchSharp.torch;

namespace MhdNet.Tests.Export;

/// <summary>What the ONNX file of a finished run says about itself, and how it is laid out.</summary>
public sealed class OnnxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FinishedRun _run;
    private readonly string _file;

    public OnnxFileTests()
    {
        var phase = new MhdNetMethod().At(Scale.Smoke).For(TinyStore.Setting with { Scale = Scale.Smoke });
        manual_seed(3).Dispose();
        using var network = phase.Build();
        OnnxComparison.Settle(network, 4);
        _run = TinyStore.Finished(_folder.File("run"), phase, network);
        _file = _folder.File("student.onnx");
        OnnxFile.Write(_run, _file);
    }

    [Fact]
    public void Its_metadata_say_typing_preprocessing_data_run_and_code()
    {
        using var session = new InferenceSession(_file);
        var says = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(["A", "AB", "B1", "B1+B2", "B2", "B2+B3", "B3", "TC", "other"], JsonSerializer.Deserialize<string[]>(says["typing"])!);
        var preprocessing = JsonDocument.Parse(says["preprocessing"]).RootElement;
        Assert.Equal(_run.Phase.Setting.Preprocessing.WindowWidth, preprocessing.GetProperty("windowWidth").GetDouble());
        Assert.Equal((TinyStore.Frames, TinyStore.Size),
            (preprocessing.GetProperty("frames").GetInt32(), preprocessing.GetProperty("size").GetInt32()));
        Assert.Equal(("trained on synthetic data", "run", _run.Phase.CodeName), (says["data"], says["run"], says["code"]));
    }

    [Fact]
    public void It_takes_any_number_of_sequences_and_names_what_it_gives()
    {
        using var session = new InferenceSession(_file);
        Assert.Equal(["ct"], session.InputNames);
        Assert.Equal(["logits", "probabilities"], session.OutputNames);
        Assert.Equal([-1, 1, TinyStore.Frames, TinyStore.Size, TinyStore.Size], session.InputMetadata["ct"].Dimensions);
        Assert.All(session.OutputMetadata.Values, output => Assert.Equal([-1, 9], output.Dimensions));
    }

    [Fact]
    public void Its_opset_is_17_its_weights_have_the_names_of_the_state_dict_and_its_involution_is_written_out()
    {
        using var stream = File.OpenRead(_file);
        var model = ModelProto.Parser.ParseFrom(stream);
        Assert.Equal((OnnxFile.Opset, 8L), ((int)model.OpsetImport.Single().Version, model.IrVersion));
        Assert.Equal(model.Graph.Node.Count, OnnxFile.Nodes(_file));
        var weights = model.Graph.Initializer.Select(weight => weight.Name).ToHashSet();
        string[] some = ["backbone.conv1.weight", "prior.layer4.0.bn2.running_var", "memory.bank2", "shfm3.output.bias"];
        Assert.All(some, name => Assert.Contains(name, weights));
        Assert.Equal(model.Graph.Initializer.Count, weights.Count);
        var kappa = ((StudentPhase)_run.Phase).Network.Shfm.Kernel;
        var products = model.Graph.Node.Where(node => node.Name.StartsWith("shfm1/Mul", StringComparison.Ordinal));
        Assert.Equal((kappa * kappa) + 2, products.Count()); // two more are Eq. 2
    }

    public void Dispose() => _folder.Dispose();
}
