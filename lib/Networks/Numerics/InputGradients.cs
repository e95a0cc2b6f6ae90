using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>
/// Lets two threads of a process train. oneDNN 3.7, within libtorch 2.10, makes the code for a convolution when its sizes first occur.
/// Where two threads ask at the same moment for the code of the same input's gradient, it sometimes computes that gradient wrongly,
/// without an error, or ends the process with a segmentation fault. So each size is differentiated once, by one thread at a time, before
/// it is used; from then on all threads find the code. Each number of threads per operation has code of its own.
/// </summary>
internal static class InputGradients
{
    private static readonly ConcurrentDictionary<(ConvolutionShape Shape, ScalarType Precision, int Threads), bool> Made = new();
    private static readonly Lock Making = new();

    /// <summary>Has the code made for a convolution whose input's gradient may be needed; does nothing the second time.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="input">Its input, laid out as it will be used.</param>
    /// <param name="weight">Its weight, likewise.</param>
    /// <param name="convolution">Convolves (input, weight).</param>
    public static void Make(ConvolutionShape shape, Tensor input, Tensor weight, Func<Tensor, Tensor, Tensor> convolution)
    {
        if (!input.requires_grad || !is_grad_enabled() || input.device_type != DeviceType.CPU)
        {
            return;
        }

        var code = (shape, input.dtype, get_num_threads());
        if (Made.ContainsKey(code))
        {
            return;
        }

        lock (Making)
        {
            if (Made.ContainsKey(code))
            {
                return;
            }

            using var scope = NewDisposeScope();
            var (x, w) = (zeros_like(input, requires_grad: true), zeros_like(weight, requires_grad: true));
            var y = convolution(x, w);
            autograd.grad([y], [x, w], [zeros_like(y)]);
            Made[code] = true;
        }
    }
}
