using MhdNet.Networks;
using static TorchSharp.torch;

namespace MhdNet.Tests.Paper;

/// <summary>Shapes of Sec. III, on real tensors where a small machine can hold them.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void The_stages_are_the_papers() =>
        Assert.Equal(
            [new StageShape(64, 12, 56, 56), new StageShape(128, 6, 28, 28), new StageShape(256, 3, 14, 14), new StageShape(512, 2, 7, 7)],
            new NetworkOptions().Stages());

    [Theory]
    [InlineData(24, 224, 4)] // the paper's size, thinner
    [InlineData(8, 64, 4)]
    [InlineData(5, 50, 4)]
    public void A_backbone_gives_what_StageShape_says(int frames, int size, int width)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var options = new NetworkOptions { Frames = frames, Size = size, Width = width };
        using var network = new ResNet3d(10, 1, options);
        network.eval();
        var output = network.call(zeros([1, 1, frames, size, size]));
        Assert.Equal(
            options.Stages().Select(s => $"1x{s.Channels}x{s.Frames}x{s.Height}x{s.Width}"),
            output.Stages.Select(stage => string.Join('x', stage.shape)));
        Assert.Equal([1L, 9], output.Logits.shape);
    }

    [Fact]
    public void The_classifier_has_1024_inputs()
    {
        using var network = new ResNet3d(10, 1, new NetworkOptions());
        Assert.Equal([9L, 1024], network.get_parameter("fc.weight")!.shape);
    }

    [Theory]
    [InlineData(1, 256, 13)]
    [InlineData(2, 320, 7)]
    [InlineData(3, 448, 4)]
    public void Shfm_has_the_papers_channels(int stage, int fused, int gates)
    {
        using var shfm = new Shfm(new NetworkOptions().Stages()[stage - 1]);
        Assert.Equal(fused, shfm.FusedChannels);
        Assert.Equal(gates, shfm.get_parameter("attention.weight")!.shape[0]);
    }

    [Fact]
    public void Shfm_of_stage_three_at_paper_scale_has_the_papers_shapes()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var shfm = new Shfm(new NetworkOptions().Stages()[2]);
        shfm.eval();
        var inspection = shfm.Inspect(zeros([1, 256, 3, 14, 14]), zeros([1, 256, 3, 14, 14]));
        Assert.Equal([1L, 3, 4, 14, 14], inspection.Attention.shape);
        Assert.Equal([1L, 3, 49, 14, 14], inspection.Kernels.shape);
        Assert.Equal([1L, 256, 3, 14, 14], inspection.Fused.shape);
    }
}
