using static TorchSharp.torch;

namespace MhdNet.Data.Sequences;

/// <summary>One batch of tensors. B CT sequences, of which Bp have pathology. Its disposal frees them.</summary>
public sealed class Batch : IDisposable
{
    /// <summary>Takes tensors over.</summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(Bp, 3, T, H, W); null where none has pathology, or nobody looks at it.</param>
    /// <param name="paired">Which of the B have pathology, (Bp), int64, ascending.</param>
    /// <param name="labels">Class indices, (B), int64.</param>
    /// <param name="sequences">Ids of the B CT sequences; none where nobody asks which they are.</param>
    public Batch(Tensor ct, Tensor? wsi, Tensor paired, Tensor labels, IReadOnlyList<string>? sequences = null) =>
        (Ct, Wsi, Paired, Labels, Sequences) = (ct, wsi, paired, labels, sequences ?? []);

    /// <summary>CT, (B, 1, T, H, W), float32, (x / 255 - 0.5) / 0.5.</summary>
    public Tensor Ct { get; }

    /// <summary>Pathology, (Bp, 3, T, H, W), normalised alike; null where no sequence has any, or nobody looks at it.</summary>
    public Tensor? Wsi { get; }

    /// <summary>Which of the B have pathology, (Bp), int64, ascending.</summary>
    public Tensor Paired { get; }

    /// <summary>Class indices, (B), int64.</summary>
    public Tensor Labels { get; }

    /// <summary>Ids of the B CT sequences; none where the batch was not loaded from a store.</summary>
    public IReadOnlyList<string> Sequences { get; }

    /// <summary>
    /// The batch in parts of some sequences each, the last of what is left, in order. They share its memory; the caller disposes each.
    /// </summary>
    /// <param name="size">Sequences of a part.</param>
    public IEnumerable<Batch> Parts(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        using var onHost = Paired.cpu();
        var paired = onHost.data<long>().ToArray();
        for (long start = 0; start < Ct.shape[0]; start += size)
        {
            var count = Math.Min(size, Ct.shape[0] - start);
            var first = paired.Count(row => row < start);
            var within = paired.Count(row => row >= start && row < start + count);
            yield return new Batch(
                Ct.narrow(0, start, count),
                within == 0 ? null : Wsi?.narrow(0, first, within),
                Paired.narrow(0, first, within) - start,
                Labels.narrow(0, start, count),
                [.. Sequences.Skip((int)start).Take((int)count)]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ct.Dispose();
        Wsi?.Dispose();
        Paired.Dispose();
        Labels.Dispose();
    }
}
