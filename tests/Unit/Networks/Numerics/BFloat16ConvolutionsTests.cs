using MhdNet.Networks;
using MhdNet.Networks.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

public sealed class BFloat16ConvolutionsTests
{
    private static readonly long[] Ones = [1, 1, 1];

    [Fact]
    public void Nothing_is_rounded_outside_and_where_the_switch_is_off()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Random(2, 16, 4, 8, 8), Random(16, 16, 3, 3, 3));
        var exact = Convolution.Apply(x, w, null, Ones, Ones);
        using (BFloat16Convolutions.Enter(on: false))
        {
            Assert.True(exact.Equals(Convolution.Apply(x, w, null, Ones, Ones)));
        }

        using (BFloat16Convolutions.Enter())
        {
        }

        Assert.True(exact.Equals(Convolution.Apply(x, w, null, Ones, Ones)));
    }

    [Theory]
    [InlineData(16, 16, 3, 4, 8)]
    [InlineData(32, 32, 3, 2, 8)] // its weight gradient is wrong in libtorch 2.10
    [InlineData(16, 5, 5, 4, 16)] // and this one's
    [InlineData(1, 16, 7, 8, 32)]
    [InlineData(64, 64, 1, 2, 8)]
    public void Within_results_and_gradients_are_those_of_float32_but_for_rounding(int inputs,
        int outputs, int kernel, int frames, int side)
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Random(2, inputs, frames, side, side).requires_grad_(true),
            Random(outputs, inputs, kernel, kernel, kernel).requires_grad_(true));
        long[] padding = [kernel / 2, kernel / 2, kernel / 2];
        var exact = Convolution.Apply(x, w, null, Ones, padding);
        var g = Random(exact.shape);
        var gradients = autograd.grad([exact], [x, w], [g]);
        using var within = BFloat16Convolutions.Enter();
        var rounded = Convolution.Apply(x, w, null, Ones, padding);
        var found = autograd.grad([rounded], [x, w], [g]);

        Assert.Equal(ScalarType.Float32, rounded.dtype);
        Assert.InRange(Error(rounded, exact), 0, BFloat16Convolutions.Tolerance);
        Assert.InRange(Error(found[0], gradients[0]), 0, BFloat16Convolutions.Tolerance);
        Assert.InRange(Error(found[1], gradients[1]), 0, BFloat16Convolutions.Tolerance);
    }

    [Fact]
    public void Float64_stays_as_it_is()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Random(2, 16, 4, 8, 8).to(float64), Random(16, 16, 3, 3, 3).to(float64));
        var exact = Convolution.Apply(x, w, null, Ones, Ones);
        using var within = BFloat16Convolutions.Enter();

        Assert.True(exact.Equals(Convolution.Apply(x, w, null, Ones, Ones)));
    }

    [Fact]
    public void What_was_found_of_each_kind_is_on_record()
    {
        using var scope = NewDisposeScope();
        using var within = BFloat16Convolutions.Enter();
        Convolution.Apply(Random(3, 16, 5, 7, 9), Random(32, 16, 3, 3, 3), null, Ones, Ones);

        Assert.Equal(BFloat16Products.InHardware,
            BFloat16Convolutions.Checks.Any(check => check.Shape.ToString().EndsWith("at 3 x 5x7x9", StringComparison.Ordinal)));
    }

    private static Tensor Random(params long[] shape) => Sample.Of(11, shape).to(float32).detach();

    private static double Error(Tensor found, Tensor exact) => ((found - exact).abs().max() / exact.abs().max()).ToDouble();
}
