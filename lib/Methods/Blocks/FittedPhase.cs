using MhdNet.Data.Sequences;
using MhdNet.Training;

namespace MhdNet.Methods.Blocks;

/// <summary>
/// A training without steps: the network is there when it begins, or is fitted to the training patients in one go. Its history has one
/// epoch, which has no losses and is validated like any other.
/// </summary>
public abstract record FittedPhase : Phase
{
    /// <summary>One epoch, one seed: no seed decides anything, so all seeds of a study share one run.</summary>
    /// <param name="setting">The setting that was asked for.</param>
    internal static Setting WithoutSeed(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting with { Seed = 1 };
    }

    /// <summary>Optimisation options of what is not optimised: one epoch, after which it is validated.</summary>
    public static TrainingOptions AtOnce { get; } = new() { Epochs = 1, Augmentation = Augmentation.None };

    /// <inheritdoc/>
    public override int Steps(TrainingData all) => 0;
}
