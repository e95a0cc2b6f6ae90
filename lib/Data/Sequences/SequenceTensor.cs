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
        var values = new float[sequences.Count * (long)length];
        for (var i = 0; i < sequences.Count; i++)
        {
            if (sequences[i].Pixels.Length != length)
            {
                throw new ArgumentException($"sequence {i} has {sequences[i].Pixels.Length} pixels instead of {length}", nameof(sequences));
            }

            var (pixels, view) = sequences[i];
            var stored = values.AsSpan(i * length, length);
            for (var j = 0; j < length; j++)
            {
                stored[j] = Normalised[pixels[j]];
            }

            if (view != SequenceView.Stored)
            {
                view.Fill(stored.ToArray(), channels, size, stored);
            }
        }

        return tensor(values, [sequences.Count, channels, frames, size, size], device: device);
    }
}
