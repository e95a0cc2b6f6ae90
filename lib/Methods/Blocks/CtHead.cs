using MhdNet.Data.Sequences;
using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A classifier of CT features that is there for the training alone: sequences without pathology, `other` among them, teach a method that
/// is shown both modalities by its CT path. The methods that are compared had no such sequences; this is ours.
/// </summary>
public sealed class CtHead : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc;

    /// <summary>Creates it.</summary>
    /// <param name="shape">Shape of the CT encoder's last stage.</param>
    /// <param name="classes">Classes.</param>
    public CtHead(StageShape shape, int classes)
        : base(nameof(CtHead))
    {
        fc = nn.Linear(shape.Channels, classes);
        RegisterComponents();
    }

    /// <summary>Classifies.</summary>
    /// <param name="last">The CT encoder's last stage, (B, C, T, H, W).</param>
    /// <returns>(B, classes).</returns>
    public override Tensor forward(Tensor last)
    {
        using var scope = NewDisposeScope();
        return fc.call(last.mean([2, 3, 4])).MoveToOuterDisposeScope();
    }

    /// <summary>The cross-entropy of a batch's sequences, with pathology or without.</summary>
    /// <param name="last">The CT encoder's last stage, (B, C, T, H, W).</param>
    /// <param name="batch">The batch.</param>
    public Tensor Loss(Tensor last, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return nn.functional.cross_entropy(call(last), batch.Labels);
    }
}
