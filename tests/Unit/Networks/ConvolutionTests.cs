using MhdNet.Networks;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(1, 4, 3, 1)]
    [InlineData(3, 5, 3, 2)]
    [InlineData(5, 3, 1, 1)]
    [InlineData(6, 4, 1, 2)]
    [InlineData(2, 3, 5, 1)]
    public void It_is_the_sum_of_its_definition(int inputs, int outputs, int kernel, int stride)
    {
        using var scope = NewDisposeScope();
        using var layer = new Convolution(inputs, outputs, (kernel, kernel, kernel), (stride, stride, stride), bias: true);
        var x = Sample.Of(1, 2, inputs, 3, 5, 4);
        var truth = Naive.Convolve(Naive.Of(x), Naive.Of(layer.Weight), Naive.Of(layer.Bias!), stride);

        Assert.True(truth.Distance(layer.call(x.to(float32))) < 1e-5);
        layer.to(float64);
        Assert.True(truth.Distance(layer.call(x)) < 1e-10);
    }

    [Fact]
    public void Its_gradients_are_those_of_finite_differences()
    {
        using var scope = NewDisposeScope();
        foreach (var (kernel, stride) in new[] { (3L, 1L), (3L, 2L), (1L, 1L), (1L, 2L) })
        {
            var (x, w, b) = (Sample.Of(1, 2, 3, 2, 4, 5), Sample.Of(2, 5, 3, kernel, kernel, kernel), Sample.Of(3, 5));
            foreach (var leaf in new[] { x, w, b })
            {
                leaf.requires_grad = true;
            }

            Tensor Loss() => Convolution.Apply(x, w, b, [stride, stride, stride], [kernel / 2, kernel / 2, kernel / 2]).pow(2).sum();
            Assert.True(Sample.GradientError(Loss, x, w, b) < 1e-6);
        }
    }

    [Theory]
    [InlineData(1, 4, 5, 3, 1)]
    [InlineData(1, 1, 1, 3, 1)]
    [InlineData(1, 4, 5, 3, 2)]
    [InlineData(2, 3, 4, 5, 1)]
    [InlineData(2, 2, 1, 5, 1)]
    [InlineData(2, 2, 3, 3, 2)]
    [InlineData(1, 2, 2, 7, 1)]
    public void Taps_that_meet_zeros_alone_are_left_out_and_nothing_changes(int frames, int rows, int columns, int kernel, int stride)
    {
        using var scope = NewDisposeScope();
        using var layer = new Convolution(3, 5, (kernel, kernel, kernel), (stride, stride, stride), bias: true);
        var x = Sample.Of(1, 2, 3, frames, rows, columns);
        var truth = Naive.Convolve(Naive.Of(x), Naive.Of(layer.Weight), Naive.Of(layer.Bias!), stride);

        Assert.True(truth.Distance(layer.call(x.to(float32))) < 1e-5);
        layer.to(float64);
        Assert.True(truth.Distance(layer.call(x)) < 1e-10);

        x.requires_grad = true;
        Assert.True(Sample.GradientError(() => layer.call(x).pow(2).sum(), x, layer.Weight, layer.Bias!) < 1e-6);
    }

    [Theory]
    [InlineData(2, 32, 32, 3, 2, 7)] // few frames
    [InlineData(1, 32, 32, 3, 2, 7)] // of one small sample
    [InlineData(1, 64, 48, 3, 3, 14)]
    [InlineData(2, 256, 128, 1, 3, 53)] // a large product
    [InlineData(2, 1, 64, 7, 6, 20)]
    public void The_ways_round_slow_paths_of_libtorch_change_nothing(int batch, int inputs, int outputs, int kernel, int frames, int side)
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Sample.Of(1, batch, inputs, frames, side, side), Sample.Of(2, outputs, inputs, kernel, kernel, kernel));
        long[] padding = [kernel / 2, kernel / 2, kernel / 2];
        Tensor[] Of(ScalarType precision)
        {
            var (a, b) = (x.to(precision).detach().requires_grad_(true), w.to(precision).detach().requires_grad_(true));
            var y = Convolution.Apply(a, b, null, [1, 1, 1], padding);
            return [y.detach(), .. autograd.grad([y], [a, b], [y.detach()])];
        }

        foreach (var (found, exact) in Of(ScalarType.Float32).Zip(Of(ScalarType.Float64)))
        {
            Assert.True(((found.to(float64) - exact).abs().max() / exact.abs().max()).ToDouble() < 1e-5);
        }

        Assert.Equal(1, Convolution.Apply(x.to(float32), w.to(float32), null, [1, 1, 1], padding).stride(1));
    }

    [Theory]
    [InlineData(3, 11, 5, 5)]
    [InlineData(4, 9, 2, 1)]
    [InlineData(6, 4, 3, 3)]
    public void Mixed_channels_convolve_without_being_built(int sources, int inputs, int outputs, int kernel)
    {
        using var scope = NewDisposeScope();
        using var layer = new Convolution(inputs, outputs, (kernel, kernel, kernel), bias: true);
        var (x, mixing) = (Sample.Of(1, 3, sources, 2, 4, 5), Sample.Of(2, 3, sources, inputs));
        var mixed = Naive.Fill([3, inputs, 2, 4, 5], (b, i, t, h, w) =>
            Enumerable.Range(0, sources).Sum(s => x[b, s, t, h, w].ToDouble() * mixing[b, s, i].ToDouble()));
        var truth = Naive.Convolve(mixed, Naive.Of(layer.Weight), Naive.Of(layer.Bias!));

        Assert.True(truth.Distance(layer.OfMixed(x.to(float32), mixing.to(float32))) < 1e-5);
        layer.to(float64);
        Assert.True(truth.Distance(layer.OfMixed(x, mixing)) < 1e-10);

        x.requires_grad = true;
        mixing.requires_grad = true;
        Assert.True(Sample.GradientError(() => layer.OfMixed(x, mixing).pow(2).sum(), x, mixing, layer.Weight, layer.Bias!) < 1e-5);
    }

    [Fact]
    public void Its_weight_lies_channels_last_and_stays_so_when_moved_loaded_and_trained()
    {
        using var scope = NewDisposeScope();
        using var layer = new Convolution(20, 32, (3, 3, 3));
        long[] channelsLast = [20 * 27, 1, 9 * 20, 3 * 20, 20];
        Assert.Equal(channelsLast, layer.Weight.stride());

        layer.to(float64).to(CPU).to(float32);
        Assert.Equal(channelsLast, layer.Weight.stride());

        using var adam = optim.Adam(layer.parameters(), 1e-2);
        for (var step = 0; step < 2; step++)
        {
            adam.zero_grad();
            layer.call(Sample.Of(step, 2, 20, 4, 4, 4).to(float32)).pow(2).mean().backward();
            adam.step();
        }

        Assert.Equal(channelsLast, layer.Weight.stride());

        var path = Path.Combine(Path.GetTempPath(), $"mhdnet-{Guid.NewGuid():N}.safetensors");
        using var other = new Convolution(20, 32, (3, 3, 3));
        try
        {
            Checkpoint.SaveModule(path, layer, new Dictionary<string, string>());
            Checkpoint.LoadModule(path, other);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(channelsLast, other.Weight.stride());
        var x = Sample.Of(9, 1, 20, 4, 4, 4).to(float32);
        Assert.True(other.call(x).Equals(layer.call(x)));

        using var copied = new Convolution(20, 32, (3, 3, 3));
        copied.load_state_dict(layer.state_dict());
        Assert.Equal(channelsLast, copied.Weight.stride());
        Assert.True(copied.call(x).Equals(layer.call(x)));
    }

    [Fact]
    public void A_contiguous_weight_is_brought_into_the_right_layout_at_the_call()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Sample.Of(1, 2, 20, 6, 6, 6), Sample.Of(2, 32, 20, 3, 3, 3));
        var exact = Convolution.Apply(x, w, null, [1, 1, 1], [1, 1, 1]);
        var single = Convolution.Apply(x.to(float32), w.to(float32).contiguous(), null, [1, 1, 1], [1, 1, 1]);
        Assert.True((single - exact).abs().max().ToDouble() < 1e-4);
        Assert.Equal(1, single.stride()[1]);
    }

    [Theory]
    [InlineData(ConvolutionStart.KaimingFanOut, 0.0340)] // sqrt(2 / (64 * 27))
    [InlineData(ConvolutionStart.UniformFanIn, 0.0196)] // 1 / sqrt(32 * 27) / sqrt(3)
    public void Its_weights_begin_with_the_stated_spread(ConvolutionStart start, double deviation)
    {
        using var scope = NewDisposeScope();
        using var layer = new Convolution(32, 64, (3, 3, 3), start: start);
        Assert.Equal(deviation, layer.Weight.std().ToDouble(), 5e-4);
        Assert.Equal(0, layer.Weight.mean().ToDouble(), 5e-4);
    }
}
