using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods.Blocks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Student training (Eq. 14): cross-entropy on every sequence; mean squared error to the teacher's fused features (Eq. 12)
/// and Kullback-Leibler divergence to its fusion logits (Eq. 13) where the sequence has pathology. Teacher and memory are
/// frozen and in evaluation mode; with no teacher the same loop trains the student alone.
/// </summary>
public static class StudentTraining
{
    /// <summary>Trains, or resumes, in a run folder.</summary>
    /// <param name="student">A fresh student; holds the best epoch's weights afterwards.</param>
    /// <param name="teacher">The trained teacher; null trains on the labels alone.</param>
    /// <param name="data">Training and validation patients; a test split cannot be given.</param>
    /// <param name="options">Epochs, batch size, rate.</param>
    /// <param name="weights">Weights of the distillation terms; a term of weight 0 is left out.</param>
    /// <param name="klTemperature">Temperature of Eq. 13; the paper's is 1.</param>
    /// <param name="seed">Order of patients and augmentation.</param>
    /// <param name="run">Where to write.</param>
    /// <param name="priors">Class probabilities of every training sequence, by its id, to read the memory under while it is trained; null: as when deployed.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops at the next batch, resumable.</param>
    /// <exception cref="InputException">The machine's convolutions fail their self-test, or training diverges.</exception>
    public static IReadOnlyList<EpochRecord> Run(
        StudentNetwork student, TeacherNetwork? teacher, TrainingData data, TrainingOptions options, LossWeights weights, double klTemperature,
        int seed, RunFolder run, IReadOnlyDictionary<string, float[]>? priors = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        var task = Prepare(student, teacher, data, options, weights, klTemperature, priors, progress, cancellation);
        return new TrainingLoop(run, options, data, seed, TorchRuntime.Device).Run(task, progress, cancellation);
    }

    /// <summary>What the loop trains, on the device and self-tested.</summary>
    internal static ITrainingTask Prepare(
        StudentNetwork student, TeacherNetwork? teacher, TrainingData data, TrainingOptions options, LossWeights weights, double klTemperature,
        IReadOnlyDictionary<string, float[]>? priors, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(data);
        var device = TorchRuntime.Device;
        student.to(device);
        teacher?.to(device);
        teacher?.eval();
        SelfTest.Run(student, data, options.AtATime, (ct, _, _) => student.call(ct), progress, cancellation);
        return new StudentTask(student, teacher, data, weights, klTemperature, priors, options.BatchSize, device);
    }

    /// <summary>Forward passes and the terms of Eq. 14.</summary>
    /// <param name="student">The student, in training mode.</param>
    /// <param name="teacher">The teacher, in evaluation mode; null where the student learns from labels alone.</param>
    /// <param name="batch">A batch or a part of one.</param>
    /// <param name="weights">Weights of the distillation terms; a term of weight 0 is left out.</param>
    /// <param name="klTemperature">Temperature of Eq. 13.</param>
    /// <param name="prediction">(B, classes), what to read the memory under; null: as when deployed.</param>
    public static IReadOnlyList<LossTerm> Losses(
        StudentNetwork student, TeacherNetwork? teacher, Batch batch, LossWeights weights, double klTemperature, Tensor? prediction = null)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(weights);
        var output = prediction is null ? student.call(batch.Ct) : student.Under(batch.Ct, prediction);
        var terms = new List<LossTerm> { new("ce", cross_entropy(output.Logits, batch.Labels)) };
        if (teacher is not null && batch.Wsi is not null)
        {
            var taught = Teach(student, teacher, batch, output);
            if (weights.Mse > 0)
            {
                var aligned = output.Aligned.Select(stage => stage.index_select(0, batch.Paired)).ToArray();
                terms.Add(new LossTerm("mse", DistillationLosses.Mse(taught.Fused, aligned, weights.Distance), weights.Mse, OfPairs: true));
            }

            if (weights.Kl > 0)
            {
                var logits = output.Logits.index_select(0, batch.Paired);
                terms.Add(new LossTerm("kl", DistillationLosses.Kl(taught.FusionLogits!, logits, klTemperature), weights.Kl, OfPairs: true));
            }
        }

        return terms;
    }

    // The student's prior is the teacher's radiology branch, frozen: what it saw need not be computed twice.
    private static TeacherOutput Teach(StudentNetwork student, TeacherNetwork teacher, Batch batch, StudentOutput output)
    {
        using var noGradient = no_grad();
        if (output.Radiology is not null && student.Prior == teacher.Radiology)
        {
            return teacher.Fuse(output.Radiology, batch.Wsi, batch.Paired);
        }

        var ct = batch.Ct.index_select(0, batch.Paired);
        return teacher.call(ct, batch.Wsi, arange(ct.shape[0], ScalarType.Int64, ct.device));
    }

    private sealed class StudentTask(
        StudentNetwork student, TeacherNetwork? teacher, TrainingData data, LossWeights weights, double klTemperature,
        IReadOnlyDictionary<string, float[]>? priors, int batchSize, Device device)
        : ITrainingTask
    {
        public string Name => "student";

        public nn.Module Module => student;

        public IEnumerable<Parameter> Parameters => student.TrainableParameters;

        public void Train() => student.train();

        public IReadOnlyList<LossTerm> Losses(Batch batch) => StudentTraining.Losses(
            student, teacher, batch, weights, klTemperature, priors is null ? null : stack([.. batch.Sequences.Select(id => tensor(priors[id], device: device))]));

        public IReadOnlyList<Prediction> Validate() =>
            Inference.Student(student, ValidationPairs.Of(data), data, batchSize, device);
    }
}
