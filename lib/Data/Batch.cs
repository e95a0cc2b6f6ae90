using static TorchSharp.torch;

namespace MhdNet.Data;

/// <summary>One batch of tensors. B CT sequences, of which Bp have pathology. Its disposal frees them.</summary>
public sealed class Batch : IDisposable
{
    internal Batch(Tensor ct, Tensor? wsi, Tensor paired, Tensor labels) => (Ct, Wsi, Paired, Labels) = (ct, wsi, paired, labels);

    /// <summary>CT, (B, 1, T, H, W), float32, (x / 255 - 0.5) / 0.5.</summary>
    public Tensor Ct { get; }

    /// <summary>Pathology, (Bp, 3, T, H, W), normalised alike; null where no sequence of the batch has any.</summary>
    public Tensor? Wsi { get; }

    /// <summary>Which of the B have pathology, (Bp), int64, ascending.</summary>
    public Tensor Paired { get; }

    /// <summary>Class indices, (B), int64.</summary>
    public Tensor Labels { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ct.Dispose();
        Wsi?.Dispose();
        Paired.Dispose();
        Labels.Dispose();
    }
}
