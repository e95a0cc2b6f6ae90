using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Training;

public sealed class PretrainedBackboneTests : IDisposable
{
    private static readonly NetworkOptions Small = new() { Width = 4, Frames = 8, Size = 32 };

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    private string Weights => Path.Combine(_folder, "pretrained.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(10, 1)]
    [InlineData(18, 1)]
    [InlineData(34, 3)]
    [InlineData(50, 1)]
    public void MedicalNets_weights_are_taken_by_name_and_the_rest_is_listed(int depth, int channels)
    {
        using var scope = NewDisposeScope();
        using var source = new ResNet3d(depth, 1, Small);
        // as MedicalNet publishes them: behind `module.`, of one channel, with a segmentation head and no classifier
        var state = source.state_dict();
        var file = state.Where(entry => !entry.Key.StartsWith("fc.", StringComparison.Ordinal)
            && entry.Key != "layer2.0.downsample.0.weight")
            .Select(entry => ("module." + entry.Key, entry.Value)).Append(("module.conv_seg.0.weight", zeros(2, 2))).ToArray();
        Safetensors.Save(Weights, file, new Dictionary<string, string>());

        using var backbone = new ResNet3d(depth, channels, Small);
        var before = backbone.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var match = PretrainedBackbone.Load(Weights, backbone);

        string[] unfit = channels == 1 ? [] : ["conv1.weight"];
        Assert.Equal(unfit, match.Unfit.Select(line => line.Split(' ')[0]));
        Assert.Equal(["fc.bias", "fc.weight", "layer2.0.downsample.0.weight"], match.Untouched.Order(StringComparer.Ordinal));
        Assert.Equal(["module.conv_seg.0.weight"], match.Unknown);
        Assert.Equal(state.Count - 3 - unfit.Length, match.Taken.Count);
        Assert.All(backbone.state_dict(),
            entry => Assert.True(entry.Value.Equals((match.Taken.Contains(entry.Key) ? state : before)[entry.Key]), entry.Key));
        Assert.Equal(1 + 3 + 1 + unfit.Length, match.ToString().Split('\n').Length);
    }

    [Fact]
    public void Weights_of_another_depth_and_files_of_no_ResNet_are_refused()
    {
        using var scope = NewDisposeScope();
        using var deep = new ResNet3d(18, 1, Small);
        using var shallow = new ResNet3d(10, 1, Small);
        Checkpoint.SaveModule(Weights, deep, new Dictionary<string, string>());
        Assert.Contains("ResNet-10", Assert.Throws<InputException>(() => PretrainedBackbone.Load(Weights, shallow)).Message,
            StringComparison.Ordinal);
        Safetensors.Save(Weights, [("conv1.weight", zeros(1))], new Dictionary<string, string>());
        Assert.Contains("no ResNet", Assert.Throws<InputException>(() => PretrainedBackbone.Load(Weights, shallow)).Message,
            StringComparison.Ordinal);
    }
}
