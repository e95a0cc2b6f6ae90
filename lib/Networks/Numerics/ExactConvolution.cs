using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>
/// Single values of a convolution and of its two gradients in float64: what each depends on is gathered and multiplied as matrices,
/// without any convolution kernel.
/// </summary>
internal static class ExactConvolution
{
    /// <summary>Outputs at given places.</summary>
    /// <returns>(places, outputs).</returns>
    public static Tensor Outputs(ConvolutionShape shape, Tensor input, Tensor weight, IEnumerable<long[]> places)
    {
        using var scope = NewDisposeScope();
        var windows = places.Select(place => Window(shape, input, place[0], axis => Taps(shape, axis, place[axis + 1]))).ToArray();
        return stack(windows).matmul(weight.to(float64).flatten(1).t()).MoveToOuterDisposeScope();
    }

    /// <summary>The input's gradient at given places.</summary>
    /// <returns>(places, inputs).</returns>
    public static Tensor InputGradients(ConvolutionShape shape, Tensor gradient, Tensor weight, IEnumerable<long[]> places)
    {
        using var scope = NewDisposeScope();
        Tensor At(long[] place) => Window(shape, gradient, place[0], axis => TapsOfInput(shape, axis, place[axis + 1]));
        var windows = places.Select(At).ToArray();
        return stack(windows).matmul(weight.to(float64).transpose(0, 1).flatten(1).t()).MoveToOuterDisposeScope();
    }

    /// <summary>The weight's gradient at one tap, for a few channels.</summary>
    /// <returns>(chosen outputs, chosen inputs).</returns>
    public static Tensor WeightGradient(ConvolutionShape shape, Tensor input, Tensor gradient, long[] tap, Tensor outputs, Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var x = input.index_select(1, inputs);
        var g = gradient.index_select(1, outputs);
        for (var axis = 0; axis < 3; axis++)
        {
            var (stride, shift) = (shape.Stride[axis], tap[axis] - shape.Padding[axis]);
            var first = shift < 0 ? (-shift + stride - 1) / stride : 0;
            var last = shape.Input[axis + 2] - 1 - shift;
            var end = last < 0 ? 0 : Math.Min(shape.OutputSize(axis), last / stride + 1);
            if (end <= first)
            {
                return zeros([outputs.numel(), inputs.numel()], float64).MoveToOuterDisposeScope();
            }

            g = g.narrow(axis + 2, first, end - first);
            x = x.slice(axis + 2, first * stride + shift, (end - 1) * stride + shift + 1, stride);
        }

        return Flat(g).matmul(Flat(x).t()).MoveToOuterDisposeScope();

        static Tensor Flat(Tensor t) => t.to(float64).transpose(0, 1).flatten(1);
    }

    // Which taps of the kernel meet which index of the source along one axis.
    private static List<(long Tap, long Source)> Taps(ConvolutionShape shape, int axis, long output) =>
        [.. from tap in Enumerable.Range(0, (int)shape.Weight[axis + 2])
            let source = output * shape.Stride[axis] - shape.Padding[axis] + tap
            where source >= 0 && source < shape.Input[axis + 2]
            select ((long)tap, source)];

    private static List<(long Tap, long Source)> TapsOfInput(ConvolutionShape shape, int axis, long input) =>
        [.. from tap in Enumerable.Range(0, (int)shape.Weight[axis + 2])
            let scaled = input + shape.Padding[axis] - tap
            where scaled >= 0 && scaled % shape.Stride[axis] == 0 && scaled / shape.Stride[axis] < shape.OutputSize(axis)
            select ((long)tap, scaled / shape.Stride[axis])];

    private static Tensor Window(ConvolutionShape shape, Tensor source, long sample, Func<int, List<(long Tap, long Source)>> taps)
    {
        var window = source[sample].to(float64);
        for (var axis = 0; axis < 3; axis++)
        {
            var pairs = taps(axis);
            var sizes = window.shape;
            sizes[axis + 1] = shape.Weight[axis + 2];
            var next = zeros(sizes, float64, window.device);
            if (pairs.Count > 0)
            {
                var gathered = window.index_select(axis + 1, tensor(pairs.Select(p => p.Source).ToArray(), device: window.device));
                next.index_copy_(axis + 1, tensor(pairs.Select(p => p.Tap).ToArray(), device: window.device), gathered);
            }

            window = next;
        }

        return window.flatten();
    }
}
