using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>
/// One training as a method means it: what is trained, and the losses of a batch. Epochs, steps, checkpoints and the choice of the
/// epoch are <see cref="Trainer"/>'s. All state that a resumed training needs lies in <see cref="Module"/>, as parameters and buffers.
/// </summary>
public abstract class Learner : IDisposable
{
    /// <summary>All that is saved and restored: networks, frozen parts, banks, moving averages.</summary>
    public abstract nn.Module Module { get; }

    /// <summary>What is validated, tested and exported; a later training that needs this one finds there all that it may use.</summary>
    public abstract Classifier Deployed { get; }

    /// <summary>What of a batch <see cref="Losses"/> looks at: pathology that it does not is not even loaded.</summary>
    public virtual Modalities Reads => Modalities.Both;

    /// <summary>What the optimiser moves. Where that is nothing, an epoch has no steps: <see cref="Prepare"/> has done the work.</summary>
    public virtual IEnumerable<Parameter> Parameters => Module.parameters().Where(parameter => parameter.requires_grad);

    /// <summary>
    /// Goes once through every convolution of a step, which is how the self-test learns their sizes: through what is deployed, and, where
    /// that is overridden, through what only the training has.
    /// </summary>
    /// <param name="ct">(B, 1, T, H, W).</param>
    /// <param name="wsi">(B, 3, T, H, W).</param>
    public virtual void Convolve(Tensor ct, Tensor wsi)
    {
        var needs = Deployed.Needs;
        Deployed.Heads(needs.HasFlag(Modalities.Ct) ? ct : null, needs.HasFlag(Modalities.Wsi) ? wsi : null);
    }

    /// <summary>Work before the first step that depends on the data; called once, on every start, with gradients on.</summary>
    /// <param name="data">Training and validation patients.</param>
    /// <param name="run">Where files of the run may be written.</param>
    public virtual void Prepare(TrainingData data, RunFolder run)
    {
    }

    /// <summary>Switches to training mode, frozen parts excepted.</summary>
    public virtual void Train() => Module.train();

    /// <summary>Forward pass and losses of a batch, or of a part of one.</summary>
    /// <param name="batch">Sequences and labels.</param>
    /// <param name="clock">Where the training stands.</param>
    /// <returns>At least one term.</returns>
    public abstract IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock);

    /// <summary>Called after the last step of an epoch, before validation, in evaluation mode and without gradients.</summary>
    /// <param name="clock">Where the training stands; its step is the epoch's last.</param>
    public virtual void EndEpoch(Clock clock)
    {
    }

    /// <summary>Predictions that the epoch is chosen by, in evaluation mode and without gradients: on the validation patients.</summary>
    /// <param name="data">Training and validation patients.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    public virtual IReadOnlyList<Prediction> Validate(TrainingData data, int batchSize) =>
        Inference.Predict(Deployed, ValidationPairs.Of(data), data, batchSize)[0].Predictions;

    /// <summary>Called once after the last epoch, in evaluation mode and without gradients, with the selected epoch's weights: writes what
    /// the run is to say beside what every run says.</summary>
    /// <param name="data">Training and validation patients.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="run">Where files of the run may be written.</param>
    public virtual void Finish(TrainingData data, int batchSize, RunFolder run)
    {
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the learner owns; by default its module.</summary>
    /// <param name="disposing">Called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Module.Dispose();
        }
    }
}
