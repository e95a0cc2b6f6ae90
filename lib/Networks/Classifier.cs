using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>What a network has to be shown.</summary>
[Flags]
public enum Modalities
{
    /// <summary>A CT sequence.</summary>
    Ct = 1,

    /// <summary>A pathology sequence.</summary>
    Wsi = 2,

    /// <summary>Both, of the same patient.</summary>
    Both = Ct | Wsi,
}

/// <summary>One answer of a network.</summary>
/// <param name="Name">Short name, fit for a file: "fusion", "radiology".</param>
/// <param name="Logits">(B, classes).</param>
public sealed record Head(string Name, Tensor Logits);

/// <summary>
/// A network that classifies sequences, as it is validated, tested, timed and exported. No label has a way in, and a network that
/// needs CT alone is never given pathology.
/// </summary>
/// <param name="name">Name of the module.</param>
/// <param name="size">Sizes of its input and output.</param>
public abstract class Classifier(string name, NetworkSize size) : nn.Module(name)
{
    /// <summary>Sizes of its input and output.</summary>
    public NetworkSize Size { get; } = size;

    /// <summary>What it has to be shown.</summary>
    public abstract Modalities Needs { get; }

    /// <summary>Classifies B sequences.</summary>
    /// <param name="ct">(B, 1, T, H, W); null where <see cref="Needs"/> has no CT.</param>
    /// <param name="wsi">(B, 3, T, H, W), of the same patients; null where <see cref="Needs"/> has no pathology.</param>
    /// <returns>At least one head; the first is the answer.</returns>
    public abstract IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi);

    /// <summary>
    /// Called when it comes out of a finished run: what nothing but its own training may change, such as a memory that takes labels,
    /// takes no more.
    /// </summary>
    public virtual void EndLearning()
    {
    }

    /// <summary>What one sequence costs, part by part; counted by one forward pass where a network has no finer count of its own.</summary>
    public virtual IReadOnlyList<LayerCost> Cost() => [NetworkCost.Count(this)];
}
