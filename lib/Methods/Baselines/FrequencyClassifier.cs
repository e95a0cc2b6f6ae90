using MhdNet.Networks;
using MhdNet.Networks.Cost;
using static TorchSharp.torch;

namespace MhdNet.Methods.Baselines;

/// <summary>Gives every CT sequence the same probabilities: the classes' frequencies, which it keeps as a buffer.</summary>
public sealed class FrequencyClassifier : Classifier
{
    private const double Never = 1e-12; // in place of 0, whose logarithm is not finite

    private readonly Tensor frequencies;

    /// <summary>Creates it, all classes equally frequent.</summary>
    /// <param name="size">Number of classes.</param>
    public FrequencyClassifier(NetworkSize size)
        : base(nameof(FrequencyClassifier), size)
    {
        ArgumentNullException.ThrowIfNull(size);
        frequencies = full([size.ClassCount], 1f / size.ClassCount, device: ShapeOnly.Device);
        register_buffer(nameof(frequencies), frequencies);
    }

    /// <inheritdoc/>
    public override Modalities Needs => Modalities.Ct;

    /// <summary>Takes frequencies over.</summary>
    /// <param name="values">One for each class; they sum to 1.</param>
    public void Fill(float[] values)
    {
        using var scope = NewDisposeScope();
        frequencies.copy_(tensor(values));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads(Tensor? ct, Tensor? wsi)
    {
        ArgumentNullException.ThrowIfNull(ct);
        return [new("frequency", frequencies.clamp_min(Never).log().expand(ct.shape[0], -1))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerCost> Cost() => [new("frequencies", [1, Size.ClassCount], Size.ClassCount, 0, 0)];
}
