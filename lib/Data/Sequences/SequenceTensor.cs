using static TorchSharp.torch;

namespace MhdNet.Data.Sequences;

/// <summary>Pixels of sequences as network input.</summary>
public static class SequenceTensor
{
    private static readonly float[] Normalised = [.. Enumerable.Range(0, 256).Select(value => ((value / 255f) - 0.5f) / 0.5f)];

    /// <summary>Stacks sequences: (B, C, T, H, W), float32, (x / 255 - 0.5) / 0.5.</summary>
    /// <param name="sequences">uint8 pixels, (C, T, H, W) each, and whether each is mirrored left to right (the whole sequence, never a
    /// frame).</param>
    /// <param name="channels">C.</param>
    /// <param name="frames">T.</param>
    /// <param name="size">H and W.</param>
    /// <param name="device">Where the tensor goes.</param>
    public static Tensor From(IReadOnlyList<(byte[] Pixels, bool Flip)> sequences, int channels, int frames, int size,
        Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var length = channels * frames * size * size;
        var values = new float[sequences.Count * (long)length];
        for (var i = 0; i < sequences.Count; i++)
        {
            if (sequences[i].Pixels.Length != length)
            {
                throw new ArgumentException($"sequence {i} has {sequences[i].Pixels.Length} pixels instead of {length}", nameof(sequences));
            }

            Fill(sequences[i].Pixels, sequences[i].Flip, size, values.AsSpan(i * length, length));
        }

        return tensor(values, [sequences.Count, channels, frames, size, size], device: device);
    }

    private static void Fill(ReadOnlySpan<byte> pixels, bool flip, int width, Span<float> values)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            values[i] = Normalised[pixels[i]];
        }

        for (var row = 0; flip && row < values.Length; row += width)
        {
            values.Slice(row, width).Reverse();
        }
    }
}
