using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

/// <summary>Small stages of three different layouts and one item dimension, 8, and features drawn from a generator of their own.</summary>
internal static class Samples
{
    public const int TypeCount = 3;

    public static IReadOnlyList<StageShape> Shapes { get; } = [new(2, 4, 4, 4), new(4, 2, 3, 3), new(8, 1, 2, 2)];

    public static Tensor Random(int seed, params long[] size) =>
        randn(size, dtype: ScalarType.Float64, generator: new Generator((ulong)(uint)seed));

    public static Tensor[] Features(int seed, int batch) =>
        [.. Shapes.Select((s, i) => Random((seed * 3) + i, batch, s.Channels, s.Frames, s.Height, s.Width))];

    /// <summary>A memory in double precision that has met the given labels, one batch of them.</summary>
    public static Ctmm Memory(int seed, long[] labels, MemoryOptions? options = null)
    {
        var memory = new Ctmm(Shapes, TypeCount, options ?? new MemoryOptions { Decay = 0.9 });
        memory.to(ScalarType.Float64);
        memory.Update(Features(seed, labels.Length), tensor(labels));
        return memory;
    }

    public static double[] Values(Tensor x)
    {
        using var onHost = x.detach().to(ScalarType.Float64).contiguous();
        return onHost.data<double>().ToArray();
    }

    public static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                $"at {i}: expected {expected[i]}, got {actual[i]}");
        }
    }
}
