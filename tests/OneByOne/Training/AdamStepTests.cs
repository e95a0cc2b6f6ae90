using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = MhdNet.Networks.Convolution;

namespace MhdNet.Tests.Training;

public sealed class AdamStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_is_the_definition_written_as_a_loop(int threads)
    {
        MhdNet.Runtime.TorchRuntime.Start(1, threads);
        using var scope = NewDisposeScope();
        const double Rate = 0.01;
        Parameter[] parameters = [
            new(rand(3)), new(rand(70001)), new(Convolution.ChannelsLast(randn([7, 5, 3, 2, 3]))), new(rand(4)) /* never has a gradient */];
        var unused = parameters[3].detach().clone();
        using var optimizer = optim.Adam(parameters, Rate, 0.9, 0.999);
        var truth = parameters[..3].Select(p => Values(p).Select(value => (Value: value, Mean: 0.0, Square: 0.0)).ToArray()).ToArray();
        for (var step = 1; step <= 3; step++)
        {
            for (var i = 0; i < 3; i++)
            {
                using var gradient = randn(parameters[i].shape);
                (parameters[i] * gradient).sum().backward();
                var (g, t) = (Values(gradient), truth[i]);
                for (var j = 0; j < t.Length; j++)
                {
                    var (mean, square) = ((0.9 * t[j].Mean) + (0.1 * g[j]), (0.999 * t[j].Square) + (0.001 * g[j] * g[j]));
                    var (m, s) = (mean / (1 - Math.Pow(0.9, step)), square / (1 - Math.Pow(0.999, step)));
                    t[j] = (t[j].Value - (Rate * m / (Math.Sqrt(s) + 1e-8)), mean, square);
                }
            }

            AdamStep.Take(optimizer);
            Assert.All(parameters, p => Assert.True(p.grad is null or { IsInvalid: true }));
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.True(Values(parameters[i]).Zip(truth[i], (found, t) => Math.Abs(found - t.Value)).Max() < 1e-5);
        }

        Assert.True(parameters[3].Equals(unused));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)] // as on a GPU: TorchSharp's own step
    public void Weight_decay_is_AdamW_s_on_the_parameters_that_it_acts_on(ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var start = randn([16, 8], precision);
        Parameter decayed = new(start.clone()), kept = new(start.clone()), other = new(start.clone()), plain = new(start.clone());
        using var ours = optim.Adam([decayed, kept], 0.01);
        using var theirs = optim.AdamW([other], 0.01, weight_decay: 0.2);
        using var without = optim.Adam([plain], 0.01);
        for (var step = 0; step < 5; step++)
        {
            var direction = randn(start.shape, precision);
            ((decayed + kept + other + plain) * direction).sum().backward();
            AdamStep.Take(ours, parameter => ReferenceEquals(parameter, decayed) ? 0.2 : 0);
            theirs.step();
            without.step();
            theirs.zero_grad();
            without.zero_grad();
        }

        Assert.True(allclose(decayed, other, rtol: 1e-5, atol: 1e-6));
        Assert.True(allclose(kept, plain, rtol: 1e-5, atol: 1e-6));
        Assert.False(allclose(decayed, kept, rtol: 1e-3, atol: 1e-3));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void It_does_what_TorchSharp_s_does(ScalarType precision)
    {
        using var scope = NewDisposeScope();
        var start = Convolution.ChannelsLast(randn([16, 8, 3, 3, 3])).to_type(precision);
        var (own, other) = (new Parameter(start.clone()), new Parameter(start.clone()));
        using var ours = optim.Adam([own], 0.003);
        using var theirs = optim.Adam([other], 0.003);
        for (var step = 0; step < 5; step++)
        {
            var direction = randn(start.shape, precision);   // another layout than the parameter's
            (own * direction).sum().backward();
            (other * direction).sum().backward();
            AdamStep.Take(ours);
            theirs.step();
            theirs.zero_grad();
        }

        Assert.True(allclose(own, other, rtol: 1e-5, atol: 1e-7));
        Assert.False(allclose(own, start, rtol: 1e-3, atol: 1e-3));
        Assert.Equal(start.stride(), own.stride());
        var (a, b) = (Moments(ours), Moments(theirs));
        Assert.Equal(b.step, a.step);
        Assert.True(allclose(a.exp_avg, b.exp_avg, rtol: 1e-5, atol: 1e-7));
        Assert.True(allclose(a.exp_avg_sq, b.exp_avg_sq, rtol: 1e-5, atol: 1e-9));

        static Adam.State Moments(Adam optimizer) => optimizer.state_dict().State.Cast<Adam.State>().Single();
    }

    private static double[] Values(Tensor tensor) => tensor.detach().to(float64).contiguous().data<double>().ToArray();
}
