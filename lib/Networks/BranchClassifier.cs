using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Networks;

/// <summary>One 3D ResNet that classifies a single modality: a branch by itself.</summary>
public sealed class BranchClassifier : Classifier
{
    private readonly ResNet3d backbone;
    private readonly string _head;

    /// <summary>Creates it; weights come from torch's generator.</summary>
    /// <param name="head">What it is called, in files too: "radiology".</param>
    /// <param name="depth">10, 18, 34 or 50.</param>
    /// <param name="modality">What it sees: CT or pathology, not both.</param>
    /// <param name="size">Frames, width and classes.</param>
    public BranchClassifier(string head, int depth, Modalities modality, NetworkSize size)
        : base(nameof(BranchClassifier), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        size.Check();
        (_head, Needs) = (head, modality);
        backbone = new ResNet3d(depth, modality == Modalities.Ct ? 1 : 3, size);
        register_module(nameof(backbone), backbone);
    }

    /// <summary>The network.</summary>
    public ResNet3d Backbone => backbone;

    /// <inheritdoc/>
    public override Modalities Needs { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi) =>
        [new(_head, backbone.call((Needs == Modalities.Ct ? ct : wsi)!).Logits)];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost() =>
        NetworkCost.Count(_head, backbone, [1, Needs == Modalities.Ct ? 1 : 3, Size.Frames, Size.Size, Size.Size]);
}
