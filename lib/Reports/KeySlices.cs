using MhdNet.Analysis;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Reports;

/// <summary>
/// The slices that the most probable type rests on: those with the most of its class activation map (<see cref="GradCam"/>), each sequence
/// weighted by the probability it gives the type. A network without such a map shows the middle of the sequences that it gives most.
/// </summary>
internal static class KeySlices
{
    private const int Apart = 2; // slices between two that are shown: neighbours look alike

    /// <summary>Picks the slices.</summary>
    /// <param name="network">The network.</param>
    /// <param name="reading">A series that was classified.</param>
    /// <param name="options">How its sequences were cut.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>Head first.</returns>
    public static IReadOnlyList<KeySlice> Pick(Classifier network, SeriesReading reading, PreprocessingOptions options, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(options);
        if (reading.Sequences.Count == 0)
        {
            return [];
        }

        var type = reading.Types.Index().MaxBy(one => one.Item).Index;
        var all = (network is StudentNetwork student ? Mapped(student, reading, options, type) : Middles(reading, options, type)).ToList();
        var sum = all.Sum(slice => slice.Share ?? 0);
        var picked = new List<KeySlice>();
        foreach (var slice in all.OrderByDescending(slice => slice.Share))
        {
            if (picked.Count < count && picked.TrueForAll(other => Math.Abs(other.Slice - slice.Slice) > Apart))
            {
                picked.Add(slice with { Share = slice.Saliency is null ? null : sum > 0 ? slice.Share / sum : 0 });
            }
        }

        return [.. picked.OrderBy(slice => slice.Slice)];
    }

    private static IEnumerable<KeySlice> Mapped(StudentNetwork student, SeriesReading reading, PreprocessingOptions options, int type)
    {
        var area = options.Size * options.Size;
        foreach (var (sequence, probabilities) in reading.Sequences.Zip(reading.BySequence))
        {
            using var scope = NewDisposeScope();
            var ct = SequenceTensor.From([sequence.Pixels], 1, options.Frames, options.Size, TorchRuntime.Device);
            var map = GradCam.Compute(student, ct, type).detach().cpu().contiguous().data<float>().ToArray();
            for (var t = 0; t < options.Frames; t++)
            {
                var frame = map[(t * area)..((t + 1) * area)];
                yield return new KeySlice(
                    sequence.First + t + 1, frame.Sum() * probabilities[type], options.Size, Frame(sequence.Pixels, t, area), frame);
            }
        }
    }

    private static IEnumerable<KeySlice> Middles(SeriesReading reading, PreprocessingOptions options, int type) =>
        reading.Sequences.Zip(reading.BySequence).Select(pair => new KeySlice(
            pair.First.First + (options.Frames / 2) + 1, pair.Second[type], options.Size,
            Frame(pair.First.Pixels, options.Frames / 2, options.Size * options.Size), null));

    private static byte[] Frame(byte[] pixels, int t, int area) => pixels[(t * area)..((t + 1) * area)];
}
