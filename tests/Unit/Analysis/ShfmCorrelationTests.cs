using MhdNet.Analysis;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Experiments;

public sealed class ShfmCorrelationTests
{
    private static readonly StageShape Shape = new(8, 3, 5, 4);

    public static TheoryData<int, bool, bool> Variants =>
        new() { { 3, true, false }, { 3, false, false }, { 1, true, false }, { 5, true, true } };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Attention_and_kernels_of_SHFM_come_out_of_it(int kappa, bool scaled, bool reducedPathology)
    {
        using var scope = NewDisposeScope();
        var options = new ShfmOptions { Kernel = kappa, ScaleCorrelation = scaled };
        using var shfm = new Shfm(Shape, options, reducedPathology);
        shfm.to(float64).eval();
        var (fR, fP) = (Sample(1, Shape.Channels), Sample(2, reducedPathology ? Shape.Channels / options.Reduction : Shape.Channels));
        var correlation = ShfmCorrelation.Compute(shfm, options, fR, fP);
        Assert.Equal([2, 3, 5, 4, 3, kappa, kappa], correlation.shape);
        Assert.False(correlation.requires_grad);

        var layers = shfm.named_children().ToDictionary(child => child.name, child => child.module);
        var channels = correlation.flatten(4).permute(0, 4, 1, 2, 3);   // (B, t kappa^2, t, h, w), frame by frame
        var inspection = shfm.Inspect(fR, fP);
        Assert.True(((Convolution)layers["attention"]).call(channels).sigmoid().allclose(inspection.Attention.transpose(1, 2),
            atol: 1e-10));
        Assert.True(((Convolution)layers["kernels"]).call(channels).allclose(inspection.Kernels.transpose(1, 2), atol: 1e-10));
    }

    [Fact]
    public void Without_SHFM_there_is_none()
    {
        var options = new ShfmOptions { Enabled = false };
        using var shfm = new Shfm(Shape, options);
        using var feature = Sample(1, Shape.Channels);
        Assert.Contains("concatenated", Assert.Throws<InvalidOperationException>(() => ShfmCorrelation.Compute(shfm,
            options, feature, feature)).Message, StringComparison.Ordinal);
    }

    private static Tensor Sample(int seed, long channels) =>
        randn([2, channels, Shape.Frames, Shape.Height, Shape.Width], dtype: ScalarType.Float64, generator: new Generator((ulong)seed));
}
