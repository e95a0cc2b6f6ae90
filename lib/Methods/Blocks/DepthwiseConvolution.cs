using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A 3x3x3 convolution of every channel by itself, without bias. libtorch's grouped convolutions cannot be relied on here, so some channels
/// at a time go through a full convolution whose weight is zero between different channels.
/// </summary>
public sealed class DepthwiseConvolution : nn.Module<Tensor, Tensor>
{
    private const int Together = 16; // channels that a convolution takes at full speed
    private const int Taps = 27;

    private readonly Parameter weight;
    private readonly long _stride;

    /// <summary>Creates it.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="stride">Stride on all three axes; the padding keeps the size at stride 1.</param>
    public DepthwiseConvolution(int channels, int stride = 1)
        : base(nameof(DepthwiseConvolution))
    {
        _stride = stride;
        using var scope = NewDisposeScope();
        weight = new Parameter(randn(channels, Taps, device: ShapeOnly.Device) * Math.Sqrt(2.0 / Taps));
        weight.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Multiply-adds for one sequence.</summary>
    /// <param name="output">Its output.</param>
    public static long MultiplyAdds(StageShape output) => Taps * (long)output.Channels * output.Frames * output.Height * output.Width;

    /// <summary>Convolves.</summary>
    /// <param name="input">(B, channels, T, H, W).</param>
    /// <returns>(B, channels, T', H', W').</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var channels = (int)input.shape[1];
        long[] stride = [_stride, _stride, _stride];
        return cat([.. Enumerable.Range(0, (channels + Together - 1) / Together).Select(group =>
        {
            var (first, count) = (group * Together, Math.Min(Together, channels - (group * Together)));
            var full = eye(count, device: input.device).unsqueeze(2) * weight.narrow(0, first, count).unsqueeze(1);
            return Networks.Convolution.Apply(
                input.narrow(1, first, count), full.reshape(count, count, 3, 3, 3), null, stride, [1, 1, 1]);
        })], 1).MoveToOuterDisposeScope();
    }
}
