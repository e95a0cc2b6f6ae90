using System.Collections.Concurrent;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>
/// Self-test of convolutions on the machine at hand: float32 results against float64 sums that use no convolution, everything
/// finite, and the adjoint identity (y, y) = (dx, x) = (dw, w). Training begins with it and is refused where it fails.
/// </summary>
public static class NumericsCheck
{
    private const int RandomPlaces = 16;
    private const int Channels = 16;

    private static readonly ConcurrentDictionary<(ConvolutionShape Shape, int Threads, string Device), ConvolutionCheck> Right = new();

    /// <summary>Tests one convolution.</summary>
    /// <param name="layer">Its name, for the result.</param>
    /// <param name="shape">The sizes to test at.</param>
    /// <param name="convolution">Convolves (input, weight); null: <see cref="Convolution.Apply"/>.</param>
    /// <param name="device">Where; null: the run's device.</param>
    public static ConvolutionCheck Check(
        string layer, ConvolutionShape shape, Func<Tensor, Tensor, Tensor>? convolution = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        convolution ??= (x, w) => Convolution.Apply(x, w, null, shape.Stride, shape.Padding);
        device ??= TorchRuntime.Device;
        using var scope = NewDisposeScope();
        using var gradients = enable_grad(); // a self-test differentiates wherever it is called from
        using var generator = new Generator(20240, device); // its own: the run's random numbers stay as they are
        var taps = shape.Weight[1] * shape.Weight[2] * shape.Weight[3] * shape.Weight[4];
        var input = randn(shape.Input, generator: generator, device: device).requires_grad_(true);
        var weight = (randn(shape.Weight, generator: generator, device: device) / Math.Sqrt(taps)).detach().requires_grad_(true);
        var output = convolution(input, weight);
        var y = output.detach();
        var back = autograd.grad([output], [input, weight], [y]);
        var (dx, dw, x, w) = (back[0], back[1], input.detach(), weight.detach());

        var random = new Random(7);
        var places = Places(random, [y.shape[0], .. y.shape[2..]]);
        var inputPlaces = Places(random, [x.shape[0], .. x.shape[2..]]);
        var outputs = Sample(random, shape.Weight[0]).to(device);
        var inputs = Sample(random, shape.Weight[1]).to(device);
        var weightError = Places(random, [1, .. shape.Weight[2..]]).Take(9).Select(tap => tap[1..]).Max(tap => Error(
            dw[.., .., tap[0], tap[1], tap[2]].index_select(0, outputs).index_select(1, inputs),
            ExactConvolution.WeightGradient(shape, x, y, tap, outputs, inputs)));
        var energy = Dot(y, y);
        return new ConvolutionCheck(
            layer,
            shape,
            Finite: new[] { y, dx, dw }.All(t => t.isfinite().all().item<bool>()),
            OutputError: Error(At(y, places), ExactConvolution.Outputs(shape, x, w, places)),
            InputGradientError: Error(At(dx, inputPlaces), ExactConvolution.InputGradients(shape, y, w, inputPlaces)),
            WeightGradientError: weightError,
            AdjointError: Math.Max(Math.Abs(Dot(dx, x) - energy), Math.Abs(Dot(dw, w) - energy)) / energy);
    }

    /// <summary>
    /// Tests every distinct convolution of a network, at the sizes at which the network runs it. A convolution that was right once in this
    /// process, on as many threads, is not tested again: the trainings of a study have most of their convolutions in common.
    /// </summary>
    /// <param name="network">The network; its mode and its running statistics are left as they were.</param>
    /// <param name="run">One forward call of it, at the batch size of training; gradients are off.</param>
    /// <param name="progress">How far the test is; may be null.</param>
    /// <param name="cancellation">Ends the test early.</param>
    /// <returns>A result for each distinct shape, named by the first layer of that shape.</returns>
    public static IReadOnlyList<ConvolutionCheck> Layers(
        nn.Module network, Action run, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        var layers = DistinctLayers(network, run);
        var results = new List<ConvolutionCheck>();
        foreach (var (name, shape) in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(Tested(name, shape));
            progress?.Report(new WorkProgress("checking convolutions", results.Count, layers.Count, name));
        }

        return results;
    }

    private static ConvolutionCheck Tested(string name, ConvolutionShape shape)
    {
        var key = (shape, get_num_threads(), TorchRuntime.Device.ToString());
        var check = Right.TryGetValue(key, out var before) ? before with { Layer = name } : Check(name, shape);
        if (check.Trustworthy)
        {
            Right[key] = check;
        }

        return check;
    }

    /// <summary>The distinct convolutions of one call of a network, named by the first layer of each shape.</summary>
    /// <param name="network">The network.</param>
    /// <param name="run">One forward call of it.</param>
    public static IReadOnlyList<(string Name, ConvolutionShape Shape)> DistinctLayers(nn.Module network, Action run)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var training = network.training;
        network.eval();
        try
        {
            var names = network.named_modules().Where(m => m.module is Convolution)
                .DistinctBy(m => m.module).ToDictionary(m => (Convolution)m.module, m => m.name);
            return [.. ConvolutionRecorder.Record(run)
                .DistinctBy(call => call.Shape)
                .Select(call => (names.GetValueOrDefault(call.Layer, "outside " + network.GetName()), call.Shape))];
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>Refuses to go on where a convolution is computed wrongly.</summary>
    /// <param name="checks">Results of <see cref="Layers"/>.</param>
    /// <exception cref="InputException">Names the first layer that failed.</exception>
    public static void EnsureTrustworthy(IEnumerable<ConvolutionCheck> checks)
    {
        if (checks.FirstOrDefault(check => !check.Trustworthy) is { } failed)
        {
            throw new InputException(
                $"layer {failed.Layer}: this machine computes its convolution wrongly "
                + $"({failed.Shape}; relative error {failed.Worst:0.0e+0}): "
                + "run `mhdnet doctor`, and train on another machine or with another libtorch");
        }
    }

    // All corners of a box (sample, T, H, W) and a few random places.
    private static List<long[]> Places(Random random, long[] sizes)
    {
        long[] Corner(int bits) => [.. sizes.Select((size, axis) => (bits >> axis & 1) == 0 ? 0 : size - 1)];
        var corners = Enumerable.Range(0, 16).Select(Corner);
        var others = Enumerable.Range(0, RandomPlaces).Select(_ => sizes.Select(size => random.NextInt64(size)).ToArray());
        return [.. corners.Concat(others).DistinctBy(place => string.Join(' ', place))];
    }

    private static Tensor Sample(Random random, long count)
    {
        var all = Enumerable.Range(0, (int)count).Select(i => (long)i).ToArray();
        random.Shuffle(all);
        return tensor(all[..Math.Min(Channels, all.Length)]);
    }

    private static Tensor At(Tensor values, List<long[]> places) =>
        stack(places.Select(place => values[place[0], .., place[1], place[2], place[3]]).ToArray());

    private static double Error(Tensor found, Tensor exact)
    {
        var difference = (found.to(float64) - exact).abs().max().item<double>();
        return double.IsNaN(difference) ? double.PositiveInfinity : difference / Math.Max(exact.abs().max().item<double>(), 1e-30);
    }

    private static double Dot(Tensor a, Tensor b) => (a.to(float64) * b.to(float64)).sum().item<double>();
}
