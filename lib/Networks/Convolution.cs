using MhdNet.Networks.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>How a convolution's weights begin.</summary>
public enum ConvolutionStart
{
    /// <summary>Normal, variance 2 / fan-out: the backbones (He et al., 2015).</summary>
    KaimingFanOut,

    /// <summary>Uniform within 1 / sqrt(fan-in): layers whose output feeds no ReLU, such as an attention map.</summary>
    UniformFanIn,
}

/// <summary>
/// The library's one convolution (3-D, zero padding). On some processors libtorch 2.10 silently computes convolutions wrongly where
/// float32 tensors lie contiguous and their channels are no multiple of 16; it is right where input and weight lie channels-last.
/// So the weight is stored that way and the input is brought to it. <see cref="NumericsCheck"/> verifies the result on the machine at
/// hand. Nothing else in the library may call libtorch's convolutions (a test reads the assembly).
/// </summary>
/// <remarks>Checkpoints go through safetensors: TorchSharp's own <c>Module.save</c> takes contiguous weights only.</remarks>
public sealed class Convolution : nn.Module<Tensor, Tensor>
{
    private const int OutputStep = 8; // for other numbers of outputs libtorch's backward pass may use code that is 10 times slower

    private readonly long[] _stride, _padding;
    private readonly bool _biased;

    /// <summary>Creates a convolution.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Kernel size (T, H, W).</param>
    /// <param name="stride">Stride (T, H, W); null: 1.</param>
    /// <param name="padding">Zeros on each side (T, H, W); null: half the kernel, which keeps the size at stride 1.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="start">How the weights begin.</param>
    public Convolution(
        long inputs,
        long outputs,
        (int T, int H, int W) kernel,
        (int T, int H, int W)? stride = null,
        (int T, int H, int W)? padding = null,
        bool bias = false,
        ConvolutionStart start = ConvolutionStart.KaimingFanOut)
        : base(nameof(Convolution))
    {
        _stride = ToArray(stride ?? (1, 1, 1));
        _padding = ToArray(padding ?? (kernel.T / 2, kernel.H / 2, kernel.W / 2));
        using var scope = NewDisposeScope();
        var taps = kernel.T * kernel.H * kernel.W;
        var bound = 1 / Math.Sqrt(inputs * taps);
        long[] shape = [outputs, inputs, kernel.T, kernel.H, kernel.W];
        var weight = start == ConvolutionStart.KaimingFanOut
            ? randn(shape, device: ShapeOnly.Device) * Math.Sqrt(2.0 / (outputs * taps))
            : (rand(shape, device: ShapeOnly.Device) * 2 - 1) * bound;
        register_parameter("weight", Detached(ChannelsLast(weight)));
        _biased = bias;
        if (bias)
        {
            register_parameter("bias", Detached((rand(outputs, device: ShapeOnly.Device) * 2 - 1) * bound));
        }
    }

    /// <summary>The weight (outputs, inputs, kT, kH, kW), stored channels-last.</summary>
    public Tensor Weight => get_parameter("weight")!;

    /// <summary>The bias (outputs), or null.</summary>
    public Tensor? Bias => _biased ? get_parameter("bias") : null;

    /// <summary>Convolves.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <returns>(B, outputs, T', H', W'), channels-last.</returns>
    public override Tensor forward(Tensor input)
    {
        ConvolutionRecorder.Note(this, ShapeAt(input.shape));
        return Apply(input, Weight, Bias, _stride, _padding);
    }

    /// <summary>What one call computes.</summary>
    /// <param name="input">Sizes of the input, (B, inputs, T, H, W).</param>
    public ConvolutionShape ShapeAt(long[] input) => new(input, Weight.shape, _stride, _padding);

    /// <summary>
    /// Convolves channels that are mixtures of fewer channels, without computing the mixtures: both steps are linear, so each sample's
    /// mixture goes into a weight of its own. But for the order of summation the result is <see cref="forward"/>'s of the mixed channels.
    /// </summary>
    /// <param name="sources">What is mixed, (B, sources, T, H, W).</param>
    /// <param name="mixing">Share of every source in every input channel, (B, sources, inputs).</param>
    /// <returns>(B, outputs, T', H', W'), channels-last.</returns>
    public Tensor OfMixed(Tensor sources, Tensor mixing)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(mixing);
        using var scope = NewDisposeScope();
        var size = Weight.shape;
        var taps = Weight.permute(0, 2, 3, 4, 1).reshape(-1, size[1]);   // (outputs * taps, inputs), a view
        return cat([.. Enumerable.Range(0, (int)sources.shape[0]).Select(b =>
        {
            var weight = taps.matmul(mixing[b].t()).reshape(size[0], size[2], size[3], size[4], -1).permute(0, 4, 1, 2, 3);
            var sample = sources.narrow(0, b, 1);
            ConvolutionRecorder.Note(this, new ConvolutionShape(sample.shape, weight.shape, _stride, _padding));
            return Apply(sample, weight, Bias, _stride, _padding);
        })], 0).MoveToOuterDisposeScope();
    }

    /// <summary>Convolves with a weight given at the call.</summary>
    /// <param name="input">(B, inputs, T, H, W).</param>
    /// <param name="weight">(outputs, inputs, kT, kH, kW).</param>
    /// <param name="bias">(outputs), or null.</param>
    /// <param name="stride">Stride (T, H, W).</param>
    /// <param name="padding">Zeros on each side (T, H, W).</param>
    /// <returns>(B, outputs, T', H', W'), channels-last.</returns>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        (weight, padding) = Reached(input, weight, stride, padding);
        if (BFloat16Convolutions.Applies(input, weight, stride, padding))
        {
            return Rounded(input, weight, bias, stride, padding).MoveToOuterDisposeScope();
        }

        var pointwise = weight.shape.AsSpan(2).IndexOfAnyExcept(1) < 0 && padding.AsSpan().IndexOfAnyExcept(0) < 0;
        if (pointwise)
        {
            return ApplyPointwise(input, weight, bias, stride).MoveToOuterDisposeScope();
        }

        if (weight.shape[1] == 1 && weight.shape[0] % 16 != 0)
        {
            // one channel has no layout to choose, and the input's gradient was wrong there (1->8, 1->20): a channel of zeros makes two
            (input, weight) = (WithEmptyChannel(input), WithEmptyChannel(weight));
        }

        var (outputs, missing) = (weight.shape[0], -weight.shape[0] & (OutputStep - 1));
        if (missing > 0)
        {
            weight = nn.functional.pad(weight, [0, 0, 0, 0, 0, 0, 0, 0, 0, missing]);
            bias = bias is null ? null : nn.functional.pad(bias, [0, missing]);
        }

        // where the kernel has more frames than the input, rows in the place of frames halve the time of the weight's gradient
        var turned = ByOneDnn(input) && input.shape[2] < weight.shape[2] && input.shape[3] >= weight.shape[3];
        if (turned)
        {
            (input, weight, stride, padding) = (input.transpose(2, 3), weight.transpose(2, 3), Turned(stride), Turned(padding));
        }

        var output = Direct(input, weight, bias, stride, padding, [1, 1, 1]);
        output = turned ? ChannelsLast(output.transpose(2, 3)) : output;
        return (missing > 0 ? output.narrow(1, 0, outputs) : output).MoveToOuterDisposeScope();
    }

    /// <summary>A float32 convolution computed in bfloat16.</summary>
    internal static Tensor Rounded(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding)
    {
        using var scope = NewDisposeScope();
        Tensor Low(Tensor tensor) => ChannelsLast(tensor.to_type(ScalarType.BFloat16));
        var output = ByLibtorch(Low(input), Low(weight), bias?.to_type(ScalarType.BFloat16), stride, padding, [1, 1, 1]);
        return output.to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>libtorch's convolution, whatever the layout: for the doctor's comparison, never for a network.</summary>
    internal static Tensor ApplyPlain(Tensor input, Tensor weight, long[] stride, long[] padding) =>
        nn.functional.conv3d(input, weight, null, stride, padding, [1, 1, 1]);

    /// <summary>The same tensor with its channels innermost in memory; free where they are already.</summary>
    /// <param name="tensor">(B, C, T, H, W).</param>
    public static Tensor ChannelsLast(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        // one channel lies either way: only its stride says which, and by that libtorch chooses the output's layout
        var last = tensor.shape[1] == 1 ? tensor.squeeze(1).contiguous().unsqueeze(-1) : tensor.permute(0, 2, 3, 4, 1).contiguous();
        return last.permute(0, 4, 1, 2, 3);
    }

    // libtorch has a slower path for one small sample (ATen, ConvParams::use_mkldnn); an empty sample beside it avoids that path
    private static Tensor Direct(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation)
    {
        var alone = ByOneDnn(input) && input.shape[0] == 1 && LiesSmall(input) && (weight.shape[3] <= 3 || weight.shape[4] <= 3);
        input = ChannelsLast(alone ? cat([input, zeros_like(input)]) : input);
        var output = ByLibtorch(input, ChannelsLast(weight), bias, stride, padding, dilation);
        return alone ? output.narrow(0, 0, 1) : output;
    }

    private static Tensor ByLibtorch(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation)
    {
        Tensor Convolve(Tensor x, Tensor w) => nn.functional.conv3d(x, w, bias, stride, padding, dilation);
        InputGradients.Make(new ConvolutionShape(input.shape, weight.shape, stride, padding), input, weight, Convolve);
        return Convolve(input, weight);
    }

    private static bool ByOneDnn(Tensor input) => input.dtype == ScalarType.Float32 && input.device_type == TorchSharp.DeviceType.CPU;

    private static bool LiesSmall(Tensor input) => input.shape[1] * input.shape[2] * input.shape[3] <= 20480;

    private static long[] Turned(long[] sizes) => [sizes[1], sizes[0], sizes[2]];

    // Leaves out taps that meet nothing but zeros, such as the outer frames of a 3x3x3 kernel over a single frame.
    private static (Tensor Weight, long[] Padding) Reached(Tensor input, Tensor weight, long[] stride, long[] padding)
    {
        padding = [.. padding];
        for (var axis = 0; axis < 3; axis++)
        {
            var (size, kernel) = (input.shape[axis + 2], weight.shape[axis + 2]);
            var outputs = ((size + (2 * padding[axis]) - kernel) / stride[axis]) + 1;
            var first = Math.Max(0, padding[axis] - ((outputs - 1) * stride[axis]));
            var taps = Math.Min(kernel, padding[axis] + size) - first;
            var left = padding[axis] - first;
            // padding is the same on both sides: it must still give as many outputs
            if (taps < kernel && ((size + (2 * left) - taps) / stride[axis]) + 1 == outputs)
            {
                (weight, padding[axis]) = (weight.narrow(axis + 2, first, taps), left);
            }
        }

        return (weight, padding);
    }

    private static Tensor WithEmptyChannel(Tensor tensor) => nn.functional.pad(tensor, [0, 0, 0, 0, 0, 0, 0, 1]);

    // 1x1x1 is a matrix product: libtorch's own convolution was wrong in places (80->80 at 7 x 1x4x4, even channels-last). For a large
    // product a dilated convolution is three times faster; one tap has nothing to dilate, but libtorch chooses its code by the dilation.
    private static Tensor ApplyPointwise(Tensor input, Tensor weight, Tensor? bias, long[] stride)
    {
        using var scope = NewDisposeScope();
        if (IsLargeProduct(input, weight))
        {
            return Direct(input, weight, bias, stride, [0, 0, 0], [2, 2, 2]).MoveToOuterDisposeScope();
        }

        var x = input.permute(0, 2, 3, 4, 1);
        for (var axis = 0; axis < 3; axis++)
        {
            x = stride[axis] == 1 ? x : x.slice(axis + 1, 0, x.shape[axis + 1], stride[axis]);
        }

        var voxels = x.reshape(-1, weight.shape[1]);
        var matrix = weight.flatten(1).t();
        var y = bias is null ? voxels.matmul(matrix) : addmm(bias, voxels, matrix, 1, 1);
        return y.reshape([.. x.shape[..4], weight.shape[0]]).permute(0, 4, 1, 2, 3).MoveToOuterDisposeScope();
    }

    private static bool IsLargeProduct(Tensor input, Tensor weight) =>
        ByOneDnn(input) && !LiesSmall(input)
        && weight.shape[0] % 16 == 0 && weight.shape[1] % 16 == 0
        && input.numel() * weight.shape[0] >= 1L << 28;

    private static Parameter Detached(Tensor start)
    {
        var parameter = new Parameter(start);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    private static long[] ToArray((int T, int H, int W) size) => [size.T, size.H, size.W];
}
