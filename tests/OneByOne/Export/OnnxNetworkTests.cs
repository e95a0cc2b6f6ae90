using MhdNet.Cli.Bench;
using MhdNet.Export;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using MhdNet.Tests.Training;
using static TorchSharp.torch;

namespace MhdNet.Tests.Export;

/// <summary>What ONNX Runtime says of a written network is what the library says, whatever the method.</summary>
public sealed class OnnxNetworkTests
{
    private static readonly Dictionary<string, NetworkOptions> _variants = new()
    {
        ["literal"] = TinyStore.Network with { Shfm = ShfmOptions.Literal with { Kernel = 3 } },
        ["planes"] = TinyStore.Network with { Shfm = TinyStore.Network.Shfm with { Attention = AttentionKernel.Plane7, Kernel = 5 } },
        ["without SHFM"] = TinyStore.Network with { Shfm = TinyStore.Network.Shfm with { Enabled = false } },
        ["reduced memory"] = TinyStore.Network with { ReducedMemory = true },
        ["odd sizes"] = TinyStore.Network with { Frames = 16, Size = 52 },
    };

    public static TheoryData<string> Methods =>
    [
        .. MethodCatalogue.All.Where(method => method.Key != "discriminant" && Phase(method.Key).Sees == Modalities.Ct)
            .Select(method => method.Key),
    ];

    public static TheoryData<string> Variants => [.. _variants.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_says_by_ONNX_Runtime_what_it_says_here(string name)
    {
        manual_seed(7).Dispose();
        using var network = Phase(name).Build();
        Agrees(network, name == "student" ? 100 : 6, Tolerance(name, network));
    }

    // SCM-Net's spiking attention multiplies a rounding error by 1000 at each of three steps: it is held against itself
    private static double Tolerance(string name, Classifier network)
    {
        if (name != "scm")
        {
            return OnnxComparison.Tolerance;
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        OnnxComparison.Settle(network, 4);
        var ct = OnnxComparison.Random(6, network.Size);
        Tensor Logits(double factor) => network.Heads(ct * factor, null)[0].Logits;
        var own = (Logits(1 + 3e-7) - Logits(1)).abs().max().item<float>();
        Assert.InRange(own, OnnxComparison.Tolerance, 0.1); // what two or three roundings of its input do
        return 10 * own;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void So_does_each_variant_of_the_student(string name)
    {
        manual_seed(7).Dispose();
        var (options, memory) = (_variants[name], new MemoryOptions());
        using var network = new StudentNetwork(options, new ResNet3d(options.TeacherDepth, 1, options),
            new FrozenMemory(options.MemoryStages(), options.TypeCount, memory));
        Agrees(network, 5);
    }

    [Fact]
    public void And_a_student_that_reads_under_its_own_prediction_and_the_mean_of_two()
    {
        manual_seed(7).Dispose();
        using var own = new StudentNetwork(TinyStore.Network, new FrozenMemory(TinyStore.Network.MemoryStages(), 8, TinyStore.Memory));
        Agrees(own, 5);
        using var mean = new MhdNet.Methods.Controls.MeanClassifier(TinyStore.Network,
            [new BranchClassifier("radiology", 10, Modalities.Ct, TinyStore.Network), new StudentNetwork(TinyStore.Network)]);
        Agrees(mean, 5);
    }

    [Theory]
    [InlineData("teacher", "TeacherWithMemory needs pathology")]
    [InlineData("tfa", "TfaNetwork needs pathology")]
    [InlineData("discriminant", "layer DiscriminantClassifier cannot be written as ONNX")]
    public void What_cannot_be_written_is_refused_by_name(string name, string said)
    {
        using var folder = new TemporaryFolder();
        using var network = Phase(name).Build();
        var file = folder.File("network.onnx");
        var refused = Assert.Throws<InputException>(() => OnnxFile.Write(network, new Dictionary<string, string>(), file));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    private static Phase Phase(string name) =>
        MethodCatalogue.Find(name).Method.At(Scale.Smoke).For(TinyStore.Setting with { Scale = Scale.Smoke });

    private static void Agrees(Classifier network, int sequences, double tolerance = OnnxComparison.Tolerance)
    {
        using var folder = new TemporaryFolder();
        OnnxComparison.Settle(network, 4);
        var file = folder.File("network.onnx");
        OnnxFile.Write(network, new Dictionary<string, string>(), file);
        var found = OnnxComparison.Of(network, file, sequences, atOnce: 4); // the last batch is a smaller one
        Assert.True(found.AgreesTo(tolerance) && found.Sequences == sequences, $"{found}");
        Assert.InRange(found.Largest, 0.1, 1000); // both say something
    }
}
