using MhdNet.Networks.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>
/// 3D involution (Eq. 3): each voxel (t, h, w) has a kernel of its own, kappa x kappa within its frame, shared by all channels.
/// Zeros lie outside the frame; kernels are not normalised. The kappa^2-fold copy of the features (14 GB at paper scale) never
/// exists; the backward pass keeps features and kernels only.
/// </summary>
public static class Involution3d
{
    /// <summary>Applies the kernels, in the fastest form there is for their precision and device.</summary>
    /// <param name="features">(B, n, T, H, W).</param>
    /// <param name="kernels">(B, kappa^2, T, H, W); tap (u + kappa/2) kappa + (v + kappa/2) weighs the neighbour at (h + u, w + v).</param>
    /// <returns>(B, n, T, H, W), channels-last.</returns>
    /// <exception cref="ArgumentException">The kernels are not odd squares, or do not fit the features.</exception>
    public static Tensor Apply(Tensor features, Tensor kernels)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Apply(features, kernels, Best(features));
    }

    /// <summary>Applies the kernels in a given form.</summary>
    /// <param name="features">(B, n, T, H, W); float32 on the CPU for any form but <see cref="InvolutionForm.Shifted"/>.</param>
    /// <param name="kernels">(B, kappa^2, T, H, W), as above.</param>
    /// <param name="form">One of <see cref="InvolutionForms.Here"/>.</param>
    /// <returns>(B, n, T, H, W), channels-last.</returns>
    /// <exception cref="ArgumentException">The kernels are not odd squares, or do not fit the features.</exception>
    public static Tensor Apply(Tensor features, Tensor kernels, InvolutionForm form)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(kernels);
        var kappa = (int)Math.Round(Math.Sqrt(kernels.shape[1]));
        var fits = kernels.shape[0] == features.shape[0] && kernels.shape.AsSpan(2).SequenceEqual(features.shape.AsSpan(2));
        if (kappa * kappa != kernels.shape[1] || kappa % 2 == 0 || !fits)
        {
            throw new ArgumentException(
                $"kernels ({string.Join(", ", kernels.shape)}) do not fit features ({string.Join(", ", features.shape)})", nameof(kernels));
        }

        if (form != InvolutionForm.Shifted && Best(features) == InvolutionForm.Shifted)
        {
            throw new ArgumentException($"form {form} takes float32 on the CPU, not {features.dtype} on {features.device}", nameof(form));
        }

        // (B, T, H, W, channels): each kernel value then multiplies all channels of its neighbour in one run of memory.
        var x = features.permute(0, 2, 3, 4, 1).contiguous();
        var k = kernels.permute(0, 2, 3, 4, 1).contiguous();
        var y = form == InvolutionForm.Shifted ? ShiftedInvolution.apply(x, k, kappa) : NativeInvolution.apply(x, k, form);
        return y.permute(0, 4, 1, 2, 3);
    }

    private static InvolutionForm Best(Tensor features) =>
        features.dtype == ScalarType.Float32 && features.device_type == DeviceType.CPU ? InvolutionForms.Here[^1] : InvolutionForm.Shifted;
}
