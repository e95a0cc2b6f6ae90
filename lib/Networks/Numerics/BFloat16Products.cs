using System.Collections.Concurrent;
using System.Runtime.Intrinsics.X86;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Networks.Numerics;

/// <summary>
/// Whether matrix products in bfloat16 may stand for float32's on this machine: its processor has instructions for them (without
/// them bfloat16 is slower), and a self-test of the very sizes passes. Neither depends on the load, so a run repeats itself.
/// </summary>
public static class BFloat16Products
{
    private const int Sampled = 16;
    private const double Tolerance = 1.0 / 128;   // the result alone is rounded by up to 1/256

    private static readonly ConcurrentDictionary<(long Rows, long Inner, long Columns), bool> Tested = new();

    /// <summary>Whether the processor multiplies bfloat16 in hardware (AVX512_BF16 or AMX_BF16).</summary>
    public static bool InHardware { get; } = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7
        && ((X86Base.CpuId(7, 1).Eax >> 5 & 1) == 1 || (X86Base.CpuId(7, 0).Edx >> 22 & 1) == 1);

    /// <summary>Whether products of these sizes are right here, tested once per process.</summary>
    /// <param name="rows">Rows of the left matrix.</param>
    /// <param name="inner">Its columns.</param>
    /// <param name="columns">Columns of the right matrix.</param>
    public static bool Trusted(long rows, long inner, long columns) =>
        InHardware && Tested.GetOrAdd((rows, inner, columns), size => Error(size.Rows, size.Inner, size.Columns) <= Tolerance);

    /// <summary>
    /// Largest error of sampled columns of random products against float64, relative to the largest value: plain, and with either
    /// matrix transposed in memory, as backward passes need them.
    /// </summary>
    /// <param name="rows">Rows of the left matrix.</param>
    /// <param name="inner">Its columns.</param>
    /// <param name="columns">Columns of the right matrix.</param>
    public static double Error(long rows, long inner, long columns)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var generator = new Generator(20241, TorchRuntime.Device);   // its own: the run's random numbers stay as they are
        var left = Random(rows, inner);
        var right = Random(inner, columns);
        var places = linspace(0, columns - 1, Math.Min(Sampled, columns), dtype: ScalarType.Float64, device: left.device)
            .to_type(ScalarType.Int64);
        var exact = left.to(float64).matmul(right.index_select(1, places).to(float64));
        var largest = exact.abs().max().ToDouble();
        (Tensor Left, Tensor Right)[] layouts = [(left, right), (left.t().contiguous().t(), right), (left, right.t().contiguous().t())];
        return layouts.Max(pair =>
        {
            var found = pair.Left.matmul(pair.Right).index_select(1, places).to(float64);
            var error = (found - exact).abs().max().ToDouble() / largest;
            return double.IsNaN(error) ? double.PositiveInfinity : error;
        });

        Tensor Random(long height, long width) =>
            randn([height, width], device: TorchRuntime.Device, generator: generator).to_type(ScalarType.BFloat16);
    }
}
