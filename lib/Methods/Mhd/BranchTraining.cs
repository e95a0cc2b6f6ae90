using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// One branch of the teacher trained by itself on its modality and the labels (Fig. 5: "MHD-Net Rad." and "MHD-Net Pat."). It sees what
/// the branch sees within the teacher: every CT sequence, or the pathology sequences that CT sequences are paired with.
/// </summary>
public static class BranchTraining
{
    /// <summary>Trains, or resumes, in a run folder.</summary>
    /// <param name="branch">A fresh branch, of 1 channel for CT or 3 for pathology; holds the best epoch's weights afterwards.</param>
    /// <param name="modality">What it sees.</param>
    /// <param name="data">Training and validation patients; a test split cannot be given.</param>
    /// <param name="options">Epochs, batch size, rate.</param>
    /// <param name="seed">Order of patients and augmentation.</param>
    /// <param name="run">Where to write.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    /// <exception cref="InputException">No pathology to learn from, the machine's convolutions fail their self-test, or training diverges.</exception>
    public static IReadOnlyList<EpochRecord> Run(
        ResNet3d branch, Modality modality, TrainingData data, TrainingOptions options, int seed, RunFolder run,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(branch);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        if (modality == Modality.Wsi)
        {
            TeacherTraining.RefuseWithoutPairs(data, data.TrainingCt, "training", options.Pairing);
            TeacherTraining.RefuseWithoutPairs(data, data.ValidationCt, "validation", Pairing.SamePatient);
        }

        var device = TorchRuntime.Device;
        branch.to(device);
        SelfTest.Run(branch, data, options.AtATime, (ct, wsi, _) => branch.call(modality == Modality.Ct ? ct : wsi), progress, cancellation);
        return new TrainingLoop(run, options, data, seed, device).Run(new BranchTask(branch, modality, data, options.BatchSize, device), progress, cancellation);
    }

    private sealed class BranchTask(ResNet3d branch, Modality modality, TrainingData data, int batchSize, Device device) : ITrainingTask
    {
        public string Name => modality == Modality.Ct ? "radiology branch" : "pathology branch";

        public nn.Module Module => branch;

        public IEnumerable<Parameter> Parameters => branch.parameters();

        public void Train() => branch.train();

        public IReadOnlyList<LossTerm> Losses(Batch batch) =>
            modality == Modality.Ct ? [new LossTerm("ce", cross_entropy(branch.call(batch.Ct).Logits, batch.Labels))]
            : batch.Wsi is null ? [LossTerm.Nothing("ce", branch)]
            : [new LossTerm("ce", cross_entropy(branch.call(batch.Wsi).Logits, batch.Labels.index_select(0, batch.Paired)), OfPairs: true)];

        public IReadOnlyList<Prediction> Validate() => Inference.Branch(branch, modality, ValidationPairs.Of(data), data, batchSize, device);
    }
}
