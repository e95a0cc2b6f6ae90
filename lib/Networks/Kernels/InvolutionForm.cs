using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MhdNet.Networks.Kernels;

/// <summary>How the involution (Eq. 3) is computed; all forms agree to rounding.</summary>
public enum InvolutionForm
{
    /// <summary>kappa^2 shifted multiply-adds of libtorch: any device and precision.</summary>
    Shifted,

    /// <summary>The kernel of this library, a float at a time: float32 on any processor.</summary>
    Scalar,

    /// <summary>The same, eight floats at a time (AVX2 and FMA).</summary>
    Vector256,

    /// <summary>The same, sixteen floats at a time (AVX-512).</summary>
    Vector512,
}

/// <summary>The forms of this processor.</summary>
public static class InvolutionForms
{
    /// <summary>Those that run here, the fastest last.</summary>
    public static IReadOnlyList<InvolutionForm> Here { get; } =
        [.. Enum.GetValues<InvolutionForm>().Where(form => form switch
        {
            InvolutionForm.Vector256 => Vector256.IsHardwareAccelerated && Fma.IsSupported,
            InvolutionForm.Vector512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported,
            _ => true,
        })];
}
