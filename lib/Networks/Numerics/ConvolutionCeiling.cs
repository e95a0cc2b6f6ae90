using System.Diagnostics;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>How fast this machine convolves at best: the measure of any step's time.</summary>
public static class ConvolutionCeiling
{
    // Stages one to three of the backbone at paper scale: most of the work has these shapes.
    private static readonly (long Channels, long Frames, long Side)[] Shapes = [(64, 12, 56), (128, 6, 28), (256, 3, 14)];

    /// <summary>The fastest of a few 3x3x3 convolutions, forward only, with the run's threads; a second or two.</summary>
    /// <param name="repeats">Runs of each; the fastest counts.</param>
    /// <returns>GFLOP/s, a multiply-add counted as two.</returns>
    public static double Measure(int repeats = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        using var noGradients = no_grad();
        return Shapes.Max(shape =>
        {
            using var scope = NewDisposeScope();
            long[] ones = [1, 1, 1];
            var input = ones_like(Convolution.ChannelsLast(empty([2, shape.Channels, shape.Frames, shape.Side, shape.Side])));
            var weight = ones_like(Convolution.ChannelsLast(empty([shape.Channels, shape.Channels, 3, 3, 3])));
            var work = 2.0 * new ConvolutionShape(input.shape, weight.shape, ones, ones).MultiplyAdds;
            Convolution.Apply(input, weight, null, ones, ones).Dispose(); // the first call chooses and compiles a kernel
            var fastest = Enumerable.Range(0, repeats).Min(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                Convolution.Apply(input, weight, null, ones, ones).Dispose();
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            });
            return work / fastest / 1e9;
        });
    }
}
