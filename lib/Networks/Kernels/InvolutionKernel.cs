using System.Runtime.Intrinsics;

namespace MhdNet.Networks.Kernels;

/// <summary>
/// The involution (Eq. 3) and its gradients on memory, float32, channels innermost. Frames are cut into bands of rows; each band is
/// copied into a margin of zeros, so that the loops of <see cref="InvolutionTile{TLanes, TVector}"/> need not look for borders.
/// Beside the arguments this takes a few megabytes per thread, whatever their size. Every result is a sum in a fixed order, which the
/// number of threads does not change.
/// </summary>
public static unsafe class InvolutionKernel
{
    /// <summary>y[h, w] = sum over (u, v) of k[h, w, (u, v)] x[h + u, w + v].</summary>
    /// <param name="form">One of this processor's forms; not <see cref="InvolutionForm.Shifted"/>.</param>
    /// <param name="size">Sizes.</param>
    /// <param name="x">Features.</param>
    /// <param name="k">Kernels.</param>
    /// <param name="y">Result, as large as the features.</param>
    /// <param name="threads">Threads.</param>
    public static void Forward(
        InvolutionForm form, InvolutionSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> k, Span<float> y, int threads)
    {
        Check(size, x, k);
        Check(size, y, k);
        fixed (float* features = x, kernels = k, result = y)
        {
            Passes(form, size, threads).Gather(features, kernels, result, mirrored: false);
        }
    }

    /// <summary>Gradients of <see cref="Forward"/>.</summary>
    /// <param name="form">One of this processor's forms; not <see cref="InvolutionForm.Shifted"/>.</param>
    /// <param name="size">Sizes.</param>
    /// <param name="x">Features.</param>
    /// <param name="k">Kernels.</param>
    /// <param name="g">Gradient of the result.</param>
    /// <param name="dx">Takes the gradient of the features.</param>
    /// <param name="dk">Takes the gradient of the kernels.</param>
    /// <param name="threads">Threads.</param>
    public static void Backward(
        InvolutionForm form, InvolutionSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> k, ReadOnlySpan<float> g,
        Span<float> dx, Span<float> dk, int threads)
    {
        Check(size, x, k);
        Check(size, g, dk);
        Check(size, dx, k);
        var passes = Passes(form, size, threads);
        fixed (float* features = x, kernels = k, gradient = g, toFeatures = dx, toKernels = dk)
        {
            passes.Gather(gradient, kernels, toFeatures, mirrored: true);
            passes.Correlate(gradient, features, toKernels);
        }
    }

    private static void Check(InvolutionSize size, ReadOnlySpan<float> features, ReadOnlySpan<float> kernels)
    {
        if (features.Length != size.Features || kernels.Length != size.Kernels || size.Kappa % 2 == 0)
        {
            throw new ArgumentException($"{features.Length} features and {kernels.Length} kernel values do not fit {size}", nameof(size));
        }
    }

    private static IInvolutionPasses Passes(InvolutionForm form, InvolutionSize size, int threads) => form switch
    {
        InvolutionForm.Scalar => new InvolutionPasses<Lanes1, float>(size, threads),
        InvolutionForm.Vector256 => new InvolutionPasses<Lanes256, Vector256<float>>(size, threads),
        InvolutionForm.Vector512 => new InvolutionPasses<Lanes512, Vector512<float>>(size, threads),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "not a form of this kernel"),
    };
}
