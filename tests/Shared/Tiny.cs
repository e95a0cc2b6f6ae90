using MhdNet.Methods.Mhd;
using static TorchSharp.torch;

namespace MhdNet.Tests.Networks;

/// <summary>The smallest networks that have everything.</summary>
internal static class Tiny
{
    public static NetworkOptions Options { get; } = new()
    {
        Frames = 4,
        Size = 32,
        Width = 4,
        TeacherDepth = 10,
        FusionDepth = 10,
        StudentDepth = 10,
        Shfm = new ShfmOptions { Kernel = 3 },
    };

    public static Tensor Ct(int batch) => Sample.Of(1, batch, 1, 4, 32, 32).to(float32);

    public static Tensor Wsi(int batch) => Sample.Of(2, batch, 3, 4, 32, 32).to(float32);

    /// <summary>A memory that answers with a fixed pattern, weighed by the prediction.</summary>
    public sealed class Memory : IMemoryReader
    {
        private readonly Tensor[] _patterns =
            [.. Options.Stages().Take(3).Select((s, i) => Sample.Of(20 + i,
                Options.ClassCount, s.Channels, s.Frames, s.Height, s.Width).to(float32).DetachFromDisposeScope())];

        public IReadOnlyList<Tensor> Read(Tensor prediction) =>
            [.. _patterns.Select(pattern => prediction.matmul(pattern.flatten(1)).reshape([prediction.shape[0], .. pattern.shape[1..]]))];
    }
}
