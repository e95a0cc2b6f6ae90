using System.Buffers;
using MhdNet.Runtime;
using static TorchSharp.torch;

namespace MhdNet.Data.Sequences;

/// <summary>Pixels of sequences as network input.</summary>
public static class SequenceTensor
{
    private static readonly float[] Normalised = [.. Enumerable.Range(0, 256).Select(value => ((value / 255f) - 0.5f) / 0.5f)];

    /// <summary>Stacks sequences: (B, C, T, H, W), float32, (x / 255 - 0.5) / 0.5.</summary>
    /// <param name="sequences">uint8 pixels, (C, T, H, W) each.</param>
    /// <param name="channels">C.</param>
    /// <param name="frames">T.</param>
    /// <param name="size">H and W.</param>
    /// <param name="device">Where the tensor goes.</param>
    public static Tensor From(IReadOnlyList<byte[]> sequences, int channels, int frames, int size, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return From([.. sequences.Select(pixels => (pixels, SequenceView.Stored))], channels, frames, size, device);
    }

    /// <summary>The same, each as it is seen.</summary>
    internal static Tensor From(
        IReadOnlyList<(byte[] Pixels, SequenceView View)> sequences, int channels, int frames, int size, Device? device)
    {
        var length = channels * frames * size * size;
        for (var i = 0; i < sequences.Count; i++)
        {
            if (sequences[i].Pixels.Length != length)
            {
                throw new ArgumentException($"sequence {i} has {sequences[i].Pixels.Length} pixels instead of {length}", nameof(sequences));
            }
        }

        // straight into the tensor: large arrays of every step's own would keep the garbage collector busy
        var stacked = empty([sequences.Count, channels, frames, size, size], float32);
        var all = TensorMemory.Of(stacked);
        var stored = ArrayPool<float>.Shared.Rent(length);
        for (var i = 0; i < sequences.Count; i++)
        {
            var (pixels, view) = sequences[i];
            var seen = all.Slice(i * length, length);
            var normalised = view == SequenceView.Stored ? seen : stored.AsSpan(0, length);
            for (var j = 0; j < length; j++)
            {
                normalised[j] = Normalised[pixels[j]];
            }

            if (view != SequenceView.Stored)
            {
                view.Fill(normalised, channels, size, seen);
            }
        }

        ArrayPool<float>.Shared.Return(stored);
        if (device is null || device == CPU)
        {
            return stacked;
        }

        using (stacked)
        {
            return stacked.to(device);
        }
    }
}
