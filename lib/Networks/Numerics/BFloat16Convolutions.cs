using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>
/// Convolutions in bfloat16, forward and backward, where a self-test of the very sizes passes on this machine; all others stay in float32.
/// libtorch 2.10 computes some of them wrongly, by 100 % or without end (weight gradients of few frames, attention convolutions), so none is
/// trusted untested. Only float32 convolutions on a CPU that multiplies bfloat16 in hardware are concerned, within <see cref="Enter"/>.
/// </summary>
public static class BFloat16Convolutions
{
    /// <summary>Largest error, relative to the largest value, that counts as rounding: input, weight and result are rounded by 1/256 each at most.</summary>
    public const double Tolerance = 3.0 / 256;

    private static readonly AsyncLocal<bool> _entered = new();
    private static readonly ConcurrentDictionary<ConvolutionShape, ConvolutionCheck> _checks = new();

    /// <summary>What self-tests have found so far in this process; those within <see cref="Tolerance"/> run in bfloat16.</summary>
    public static IReadOnlyCollection<ConvolutionCheck> Checks => [.. _checks.Values];

    /// <summary>Whether a check lets its convolution run in bfloat16.</summary>
    /// <param name="check">One of <see cref="Checks"/>.</param>
    public static bool Passes(ConvolutionCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.Finite && check.Worst <= Tolerance;
    }

    /// <summary>From here to its disposal, on this thread, convolutions that pass run in bfloat16.</summary>
    /// <param name="on">False changes nothing.</param>
    public static IDisposable Enter(bool on = true)
    {
        var before = _entered.Value;
        _entered.Value |= on;
        return new Left(before);
    }

    /// <summary>Whether a convolution of these sizes is to run in bfloat16 now.</summary>
    internal static bool Applies(Tensor input, Tensor weight, long[] stride, long[] padding)
    {
        if (!_entered.Value || input.dtype != ScalarType.Float32 || input.device_type != TorchSharp.DeviceType.CPU || !BFloat16Products.InHardware)
        {
            return false;
        }

        return Passes(_checks.GetOrAdd(new ConvolutionShape(input.shape, weight.shape, stride, padding), shape =>
        {
            using var outside = new Left(_entered.Value);
            _entered.Value = false;
            return NumericsCheck.Check("bfloat16", shape, (x, w) => Convolution.Rounded(x, w, null, shape.Stride, shape.Padding), input.device);
        }));
    }

    private sealed class Left(bool before) : IDisposable
    {
        public void Dispose() => _entered.Value = before;
    }
}
