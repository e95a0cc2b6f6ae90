using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Training;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>What a training step takes away of a sequence that has both modalities.</summary>
public enum ModalityDrop
{
    /// <summary>Every subset but the empty one alike: CT, pathology and both are kept a third of the time each (mmFormer).</summary>
    Subset,

    /// <summary>None or one, alike, then either: both are kept half of the time, each alone a quarter (ModDrop++).</summary>
    Number,

    /// <summary>Pathology, half of the time: what is missing when the network is tested.</summary>
    Pathology,
}

/// <summary>
/// Draws what is kept of each sequence of a batch. A draw depends on seed, purpose, epoch, step and sequence alone, so a resumed training
/// repeats it, and the parts of a batch draw as the whole does. What has no pathology keeps its CT.
/// </summary>
/// <param name="drop">The rule.</param>
/// <param name="seed">The training's.</param>
/// <param name="purpose">Other purposes, other draws.</param>
public sealed class ModalityMask(ModalityDrop drop, int seed, string purpose)
{
    /// <summary>What is kept of each of the B sequences.</summary>
    /// <param name="batch">B sequences.</param>
    /// <param name="clock">Where the training stands.</param>
    public IReadOnlyList<Modalities> Of(Batch batch, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var paired = Rows(batch).ToHashSet();
        return [.. Enumerable.Range(0, (int)batch.Ct.shape[0]).Select(row => paired.Contains(row)
            ? One($"{clock.Epoch} {clock.Step} {(batch.Sequences.Count > row ? batch.Sequences[row] : $"{row}")}") : Modalities.Ct)];
    }

    /// <summary>What is kept of one sequence that has both.</summary>
    /// <param name="key">Names the sequence and the step.</param>
    public Modalities One(string key)
    {
        var share = Draw.Share((ulong)(uint)seed, $"{purpose} {key}");
        return drop switch
        {
            ModalityDrop.Subset => share < 1.0 / 3 ? Modalities.Ct : share < 2.0 / 3 ? Modalities.Wsi : Modalities.Both,
            ModalityDrop.Number => share < 0.25 ? Modalities.Ct : share < 0.5 ? Modalities.Wsi : Modalities.Both,
            _ => share < 0.5 ? Modalities.Ct : Modalities.Both,
        };
    }

    /// <summary>The rows of a batch that come with pathology.</summary>
    /// <param name="batch">B sequences.</param>
    public static IReadOnlyList<int> Rows(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Wsi is null)
        {
            return [];
        }

        using var onHost = batch.Paired.cpu();
        return [.. onHost.data<long>().ToArray().Select(row => (int)row)];
    }

    /// <summary>One where a modality is kept and zero where not.</summary>
    /// <param name="kept">What is kept of B sequences.</param>
    /// <param name="modality">The modality.</param>
    /// <param name="like">Gives the device.</param>
    /// <returns>(B).</returns>
    public static Tensor Bits(IReadOnlyList<Modalities> kept, Modalities modality, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(like);
        return tensor(kept.Select(one => one.HasFlag(modality) ? 1f : 0f).ToArray(), [kept.Count], device: like.device);
    }
}
