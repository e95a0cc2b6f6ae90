using System.Globalization;
using MhdNet.Networks;

namespace MhdNet.Methods.Mhd;

/// <summary>Sizes that tensors of a weights file must have, before a network is built on the word of its metadata.</summary>
internal static class MhdLandmarks
{
    /// <summary>A branch's first and last layer.</summary>
    public static IReadOnlyList<(string Name, long[] Shape)> Branch(string branch, NetworkSize size, int channels = 1) =>
    [
        ($"{branch}.conv1.weight", [size.Width, channels, 7, 7, 7]),
        ($"{branch}.fc.weight", [size.ClassCount, size.Stages()[3].Channels * size.Stages()[3].Frames]),
    ];

    /// <summary>The memory of three stages, and SHFM's kernels.</summary>
    /// <param name="bank">Name of a stage's items, with a place for its number.</param>
    /// <param name="fusion">What the SHFMs' names begin with.</param>
    /// <param name="network">Sizes.</param>
    /// <param name="memory">The memory's options.</param>
    /// <param name="from">Number of the first stage's items.</param>
    public static IEnumerable<(string Name, long[] Shape)> Memory(string bank,
        string fusion, NetworkOptions network, MemoryOptions memory, int from)
    {
        var taps = (long)network.Shfm.Kernel * network.Shfm.Kernel;
        for (var s = 1; s <= Ctmm.StageCount; s++)
        {
            var stage = network.MemoryStages()[s - 1];
            var (rows, columns) = memory.Grid(s, stage);
            yield return (
                string.Format(CultureInfo.InvariantCulture, bank, s - 1 + from),
                [network.TypeCount, (long)rows * columns, stage.Channels * stage.Frames]);
            if (network.Shfm.Enabled)
            {
                yield return ($"{fusion}shfm{s}.kernels.weight", [taps, taps * stage.Frames, 1, 1, 1]);
            }
        }
    }
}
