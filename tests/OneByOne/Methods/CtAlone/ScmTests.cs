using MhdNet.Methods.Blocks;
using MhdNet.Methods.CtAlone;
using MhdNet.Networks;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class ScmTests
{
    private static Tensor Uniform(float value) => full([1, 1, 5, 5, 5], value);

    // of uniform maps: .9 lies above the first threshold .7; .6 adds up to 1.08 above .49; .4 to .72; .2 to .488 above .373
    [Theory]
    [InlineData(0.9f, 1)]
    [InlineData(0.6f, 2)]
    [InlineData(0.4f, 2)]
    [InlineData(0.2f, 3)]
    public void A_brighter_voxel_fires_no_later_and_once(float stimulus, int first)
    {
        using var scope = NewDisposeScope();
        double[] fired = [.. SpikingAttention.Pulses(Uniform(stimulus), new SpikingOptions())
            .Select(pulse => (double)pulse[0, 0, 2, 2, 2].item<float>())];
        Assert.Equal(4, fired.Length);
        Assert.All(fired.Take(first - 1), pulse => Assert.InRange(pulse, 0, 0.05));
        Assert.InRange(fired[first - 1], 0.9, 1);
        Assert.InRange(fired.Sum(), 0.9, 1.1);
    }

    [Fact]
    public void A_neighbour_that_has_fired_hastens_a_voxel()
    {
        using var scope = NewDisposeScope();
        var stimulus = Uniform(0.2f);
        var alone = SpikingAttention.Pulses(stimulus, new SpikingOptions())[1][0, 0, 2, 2, 2].item<float>();
        stimulus.select(2, 1).fill_(0.9f);   // the frame before fires at once, nine neighbours among it
        var beside = SpikingAttention.Pulses(stimulus, new SpikingOptions());
        Assert.InRange(beside[0][0, 0, 1, 2, 2].item<float>(), 0.9f, 1);
        Assert.InRange(alone, 0, 0.01f);                                   // .36 below .49
        Assert.InRange(beside[1][0, 0, 2, 2, 2].item<float>(), 0.9f, 1);   // .36 + .2 * .9 = .54 above .49
    }

    [Fact]
    public void One_step_without_refraction_is_sigmoid_gating_and_the_gradient_is_finite()
    {
        using var scope = NewDisposeScope();
        manual_seed(2).Dispose();
        var stimulus = rand([1, 2, 3, 4, 4]).requires_grad_(true);
        var options = new SpikingOptions { Steps = 1, Refractory = 0, Steepness = 5 };
        Assert.True(Assert.Single(SpikingAttention.Pulses(stimulus, options)).allclose(((stimulus - 0.7) * 5).sigmoid()));

        SpikingAttention.Pulses(stimulus, new SpikingOptions()).Aggregate((a, b) => a + b).sum().backward();
        Assert.True(stimulus.grad!.isfinite().all().item<bool>());
        Assert.True(stimulus.grad!.abs().sum().item<float>() > 0);
    }

    // against every channel by itself; twenty channels are two groups
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_depthwise_convolution_is_that_of_every_channel_by_itself(int stride)
    {
        using var scope = NewDisposeScope();
        manual_seed(3).Dispose();
        using var depthwise = new DepthwiseConvolution(20, stride);
        var (input, weight) = (randn([2, 20, 3, 5, 5]), depthwise.get_parameter("weight")!);
        var output = depthwise.call(input);
        var padded = nn.functional.pad(input, [1, 1, 1, 1, 1, 1]);
        var expected = zeros_like(output);
        for (var tap = 0; tap < 27; tap++)
        {
            Tensor Axis(Tensor x, int axis, int from) => x.slice(axis, from, from + ((output.shape[axis] - 1) * stride) + 1, stride);
            expected += Axis(Axis(Axis(padded, 2, tap / 9), 3, tap / 3 % 3), 4, tap % 3)
                * weight.select(1, tap).reshape(1, -1, 1, 1, 1);
        }

        Assert.True(output.allclose(expected, 1e-4, 1e-4));
    }

    [Fact]
    public void What_it_costs_counts_more_than_its_convolutions()
    {
        Assert.Equal(27 * 5 * 24, DepthwiseConvolution.MultiplyAdds(new StageShape(5, 2, 3, 4)));
        // of each of 96 values 3 steps with 26 neighbours, 4 steps of 4, and 3; 4 channels to 1 and back
        Assert.Equal(((78 + 16 + 3) * 96) + 8, SpikingAttention.MultiplyAdds(new StageShape(4, 2, 3, 4), new SpikingOptions()));
        using var network = new ScmNetwork(new NetworkSize { Frames = 8, Size = 40, Width = 8 }, 1, new SpikingOptions());
        Assert.Equal(network.parameters().Sum(parameter => parameter.numel()), network.Cost().Sum(part => part.Parameters));
        using var wider = new ScmNetwork(new NetworkSize { Frames = 8, Size = 40, Width = 8 }, 2, new SpikingOptions());
        Assert.InRange(wider.Cost().Sum(part => part.MultiplyAdds), 2 * network.Cost().Sum(part => part.MultiplyAdds),
            4 * network.Cost().Sum(part => part.MultiplyAdds));
    }

    [Fact]
    public void Options_without_sense_are_refused()
    {
        Assert.Throws<InputException>(() => new ScmMethod { Widening = 0 }.Check());
        Assert.Throws<InputException>(() => new ScmMethod { Spiking = new SpikingOptions { Steps = 0 } }.Check());
    }
}
