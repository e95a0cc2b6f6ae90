using MhdNet.Methods.Mhd;
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
        using var network = ShapeOnly.Build(() => new ResNet3d(10, 1, new NetworkOptions()));
        Assert.Equal([9L, 1024], network.get_parameter("fc.weight")!.shape);
    }

    [Theory]
    [InlineData(1, 256, 13)]
    [InlineData(2, 320, 7)]
    [InlineData(3, 448, 4)]
    public void Shfm_has_the_papers_channels(int stage, int fused, int gates)
    {
        using var shfm = ShapeOnly.Build(() => new Shfm(new NetworkOptions().Stages()[stage - 1]));
        Assert.Equal(fused, shfm.FusedChannels);
        Assert.Equal(gates, shfm.get_parameter("attention.weight")!.shape[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Shfm_at_paper_scale_has_the_papers_shapes(int stage)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (c, t, h, w) = new NetworkOptions().Stages()[stage - 1];
        using var shfm = new Shfm(new StageShape(c, t, h, w));
        shfm.eval();
        var inspection = shfm.Inspect(zeros([1, c, t, h, w]), zeros([1, c, t, h, w]));
        Assert.Equal([1L, t, t + 1, h, w], inspection.Attention.shape);
        Assert.Equal([1L, t, 49, h, w], inspection.Kernels.shape);
        Assert.Equal([1L, c, t, h, w], inspection.Fused.shape);
        Assert.Equal([1L, c / 4, t, h, w], shfm.Reduce(zeros([1, c, t, h, w])).shape);
    }

    [Fact]
    public void The_memory_at_paper_scale_has_the_papers_shapes()
    {
        using var scope = NewDisposeScope();
        var options = new NetworkOptions();
        using var memory = new Ctmm(options.MemoryStages(), options.TypeCount, new MemoryOptions());
        Assert.Equal(["8x784x768", "8x784x768", "8x196x768"], memory.Stages.Select(stage => string.Join('x', stage.Items.shape)));
        using var frozen = memory.Freeze();
        Assert.Equal(["2x64x12x56x56", "2x128x6x28x28", "2x256x3x14x14"],
            frozen.Read(zeros(2, 9)).Select(read => string.Join('x', read.shape)));
    }
}
