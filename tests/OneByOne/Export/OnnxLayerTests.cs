using MhdNet.Export;
using MhdNet.Methods.Blocks;
using MhdNet.Methods.CtAlone;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Tests.Data;
using Microsoft.ML.OnnxRuntime;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Tests.Export;

/// <summary>Each translated layer computes what torch computes, on small tensors.</summary>
public sealed class OnnxLayerTests
{
    private static readonly (string Name, Func<nn.Module> Layer, long[] Input)[] _layers =
    [
        ("convolution", () => new Convolution(3, 5, (3, 5, 1), (1, 2, 1), bias: true), [2, 3, 4, 7, 6]),
        ("convolution with another padding", () => new Convolution(2, 4, (1, 3, 3), padding: (0, 0, 1)), [2, 2, 3, 6, 5]),
        ("kernel longer than the sequence", () => new Convolution(2, 4, (7, 7, 7), (1, 2, 2)), [1, 2, 2, 9, 9]),
        ("batch norm", () => nn.BatchNorm3d(3), [2, 3, 2, 4, 5]),
        ("linear", () => nn.Linear(6, 4), [3, 6]),
        ("linear on tokens without bias", () => nn.Linear(6, 4, hasBias: false), [3, 5, 6]),
        ("relu", () => nn.ReLU(), [2, 3, 4]),
        ("layer norm", () => nn.LayerNorm(8), [2, 5, 8]),
        ("residual block", () => Part(10, "layer1", "0"), [2, 4, 3, 6, 6]),
        ("residual block with shortcut", () => Part(10, "layer2", "0"), [2, 4, 3, 7, 6]),
        ("bottleneck block", () => Part(50, "layer2", "0"), [2, 16, 4, 6, 6]),
        ("sequential", () => nn.Sequential(("a", new Convolution(2, 3, (1, 1, 1))), ("b", nn.ReLU())), [2, 2, 2, 3, 3]),
        ("transformer block", () => new TransformerBlock(12, 3, 20, biased: true), [2, 7, 12]),
        ("depthwise convolution", () => new DepthwiseConvolution(18, 2), [2, 18, 4, 5, 6]),
        ("spiking attention", () => new SpikingAttention(6, new SpikingOptions()), [2, 6, 3, 5, 4]),
    ];

    public static TheoryData<string> Layers => [.. _layers.Select(layer => layer.Name)];

    [Fact]
    public void Every_kind_of_layer_has_a_row_here()
    {
        var kinds = _layers.Select(layer =>
        {
            using var module = layer.Layer();
            return module.GetType();
        });
        Assert.Equal(OnnxFile.Layers, kinds.Select(kind => kind.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void It_computes_what_torch_computes(string name)
    {
        manual_seed(5).Dispose();
        var (_, build, shape) = _layers.First(layer => layer.Name == name);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var layer = build();
        foreach (var values in layer.parameters())
        {
            values.add_(randn_like(values) * 0.2);
        }

        foreach (var norm in layer.modules().OfType<BatchNorm3d>())
        {
            norm.running_mean!.normal_(0, 0.3);
            norm.running_var!.uniform_(0.5, 2);
        }

        layer.eval();
        Same((nn.Module<Tensor, Tensor>)layer, shape);
    }

    [Fact]
    public void A_layer_without_translation_is_refused_by_its_name()
    {
        using var folder = new TemporaryFolder();
        using var layer = nn.Sequential(("a", nn.Softsign()));
        var refused = Assert.Throws<InputException>(() => OnnxFile.WriteLayer(layer, [1, 2], folder.File("layer.onnx")));
        Assert.Contains("layer Softsign cannot be written as ONNX", refused.Message, StringComparison.Ordinal);
    }

    private static void Same(nn.Module<Tensor, Tensor> layer, long[] shape)
    {
        using var folder = new TemporaryFolder();
        var (file, x) = (folder.File("layer.onnx"), randn(shape));
        OnnxFile.WriteLayer(layer, shape, file);
        using var session = new InferenceSession(file);
        using var input = OrtValue.CreateTensorValueFromMemory(x.data<float>().ToArray(), x.shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["x"], [input], ["y"]);
        var expected = layer.call(x);
        Assert.Equal(expected.shape, outputs[0].GetTensorTypeAndShape().Shape);
        Assert.Equal(expected.shape[1..], session.OutputMetadata["y"].Dimensions.Skip(1).Select(size => (long)size)); // as it was foreseen
        var found = tensor(outputs[0].GetTensorDataAsSpan<float>().ToArray()).reshape(expected.shape);
        Assert.InRange((found - expected).abs().max().item<float>(), 0, 1e-5f);
    }

    // blocks are to be had in the networks that they are made for
    private static nn.Module Part(int depth, string stage, string block)
    {
        var size = new NetworkSize { Frames = 4, Size = 16, Width = 4 };
        return Child(Child(new ResNet3d(depth, 1, size), stage), block);
    }

    private static nn.Module Child(nn.Module parent, string name) => parent.named_children().First(child => child.name == name).module;
}
