using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>
/// Convolutions in bfloat16, forward and backward, where a self-test of the very sizes passes on this machine; all others stay in
/// float32. libtorch 2.10 computes some of them wrongly, by 100 % or without bound (weight gradients of few frames, attention
/// convolutions), so none is trusted untested. This concerns float32 convolutions within <see cref="Enter"/>, on a CPU that multiplies
/// bfloat16 in hardware.
/// </summary>
public static class BFloat16Convolutions
{
    /// <summary>Largest relative error that counts as rounding: input, weight and result are each rounded by up to 1/256.</summary>
    public const double Tolerance = 3.0 / 256;

    private static readonly AsyncLocal<bool> _entered = new();
    private static readonly ConcurrentDictionary<ConvolutionShape, ConvolutionCheck> _checks = new();

    /// <summary>What self-tests have found so far in this process; convolutions within <see cref="Tolerance"/> run in bfloat16.</summary>
    public static IReadOnlyCollection<ConvolutionCheck> Checks => [.. _checks.Values];

    /// <summary>Whether a check lets its convolution run in bfloat16.</summary>
    /// <param name="check">One of <see cref="Checks"/>.</param>
    public static bool Passes(ConvolutionCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.Finite && check.Worst <= Tolerance;
    }

    /// <summary>From here to its disposal, on this thread, convolutions that pass run in bfloat16.</summary>
    /// <param name="on">Where false, nothing changes.</param>
    public static IDisposable Enter(bool on = true)
    {
        var before = _entered.Value;
        _entered.Value |= on;
        return new Left(before);
    }

    /// <summary>Whether a convolution of these sizes is to run in bfloat16 now.</summary>
    internal static bool Applies(Tensor input, Tensor weight, long[] stride, long[] padding)
    {
        var eligible = input.dtype == ScalarType.Float32 && input.device_type == TorchSharp.DeviceType.CPU && BFloat16Products.InHardware;
        if (!_entered.Value || !eligible)
        {
            return false;
        }

        var sizes = new ConvolutionShape(input.shape, weight.shape, stride, padding);
        return Passes(_checks.GetOrAdd(sizes, shape => Check(shape, input.device)));
    }

    // outside of Enter, so that what the check compares with is float32
    private static ConvolutionCheck Check(ConvolutionShape shape, Device device)
    {
        using var outside = new Left(_entered.Value);
        _entered.Value = false;
        return NumericsCheck.Check("bfloat16", shape, (x, w) => Convolution.Rounded(x, w, null, shape.Stride, shape.Padding), device);
    }

    private sealed class Left(bool before) : IDisposable
    {
        public void Dispose() => _entered.Value = before;
    }
}
