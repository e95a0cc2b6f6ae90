using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods.Baselines;
using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Tests.Methods;

public sealed class DiscriminantTests
{
    private static readonly PreprocessingOptions Options =
        new() { Frames = DrawnSequence.Frames, Size = DrawnSequence.Size, FieldOfViewMillimetres = 180 };

    private static readonly NetworkSize Sizes =
        new() { Frames = DrawnSequence.Frames, Size = DrawnSequence.Size, ClassCount = 3, TypeCount = 2 };

    [Fact]
    public void The_network_says_what_the_fitted_discriminant_says()
    {
        using var scope = NewDisposeScope();
        byte[][] small = [.. new[] { 10, 20, 60 }.Select(grey => DrawnSequence.Of(4, grey))];
        byte[][] large = [.. new[] { 30, 50, 70 }.Select(grey => DrawnSequence.Of(8, grey))];
        byte[][] all = [.. small, .. large];
        var measures = all.Select(pixels => ImageMeasures.Measure(pixels, Options)).ToList();
        var fitted = LinearDiscriminant.Fit(measures, [0, 0, 0, 1, 1, 1], classes: 3);
        using var network = new DiscriminantClassifier(Sizes, Options);
        network.Fill(fitted);
        var ct = SequenceTensor.From([.. all.Select(pixels => (pixels, false))], 1, Options.Frames, Options.Size);
        var said = softmax(network.Heads(ct, null)[0].Logits, 1);
        Assert.Equal([6, 3], said.shape);
        Assert.Equal(measures.SelectMany(fitted.Predict), said.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0, 0, 0, 1, 1, 1], said.argmax(1).data<long>().ToArray());
        Assert.Equal(0, said[.., 2].max().item<float>()); // a class without cases
        Assert.True(network.state_dict().All(entry => entry.Value.isfinite().all().item<bool>())); // or no file could hold it
        Assert.Equal((10 + 10 + 30 + 3, 30), (Complexity.Count(network).Parameters, Complexity.Count(network).MultiplyAdds));
    }
}
