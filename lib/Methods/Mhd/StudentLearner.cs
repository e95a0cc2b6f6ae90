using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
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
/// frozen and in evaluation mode; with no teacher the student learns from the labels alone.
/// </summary>
public sealed class StudentLearner : Learner
{
    private readonly StudentNetwork _student;
    private readonly TeacherWithMemory? _teacher;
    private readonly FrozenMemory? _memory;
    private readonly LossWeights _weights;
    private readonly double _klTemperature;
    private readonly IReadOnlyList<BranchClassifier> _folds;
    private readonly OutOfFold? _outOfFold;
    private readonly int _batchSize;
    private IReadOnlyDictionary<string, float[]>? _priors;

    /// <summary>Takes the networks over.</summary>
    /// <param name="student">A fresh student.</param>
    /// <param name="teacher">The trained teacher; null: it learns from the labels alone.</param>
    /// <param name="memory">The memory that the student reads; null where it reads none.</param>
    /// <param name="weights">Weights of the distillation terms; a term of weight 0 is left out.</param>
    /// <param name="klTemperature">Temperature of Eq. 13; the paper's is 1.</param>
    /// <param name="folds">Branches under whose predictions it reads the memory while it is trained (<see cref="CrossFit"/>); none: as when
    /// deployed.</param>
    /// <param name="batchSize">Sequences at a time, of the branches' predictions.</param>
    /// <param name="teachers">Finished teachers of each fold, whose logits are the targets of Eq. 13 (<see cref="OutOfFold"/>); null: the
    /// teacher's.</param>
    public StudentLearner(
        StudentNetwork student, TeacherWithMemory? teacher, FrozenMemory? memory, LossWeights weights, double klTemperature,
        IReadOnlyList<BranchClassifier> folds, int batchSize, IReadOnlyList<TeacherWithMemory>? teachers = null)
    {
        (_student, _teacher, _memory, _weights, _klTemperature, _folds, _batchSize) =
            (student, teacher, memory, weights, klTemperature, folds, batchSize);
        _outOfFold = teachers?.Count > 0 ? new OutOfFold(teachers) : null;
        teacher?.to(TorchRuntime.Device);
        teacher?.eval();
    }

    /// <inheritdoc/>
    public override nn.Module Module => _student;

    /// <inheritdoc/>
    public override Classifier Deployed => _student;

    /// <inheritdoc/>
    public override Modalities Reads => _teacher is null ? Modalities.Ct : Modalities.Both;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> Parameters => _student.TrainableParameters;

    /// <inheritdoc/>
    public override void Convolve(Tensor ct, Tensor wsi)
    {
        base.Convolve(ct, wsi);
        _teacher?.Heads(ct, wsi);
    }

    /// <inheritdoc/>
    public override void Prepare(TrainingData data, RunFolder run)
    {
        _memory?.Check();
        if (_folds.Count > 0)
        {
            _priors = CrossFit.Predict(_folds, data, _batchSize, run);
        }

        _outOfFold?.Prepare(data);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Losses(
            _student, _teacher?.Network, batch, _weights, _klTemperature,
            _priors is null ? null : stack([.. batch.Sequences.Select(id => tensor(_priors[id], device: batch.Ct.device))]),
            batch.Wsi is null ? null : _outOfFold?.Logits(batch));
    }

    /// <inheritdoc/>
    public override void EndEpoch(Clock clock) => _memory?.Check();

    /// <summary>
    /// L_Student = L_CE + α_MSE L_MSE + α_KL L_KL (Eq. 14): cross-entropy on every sequence, Eqs. 12 and 13 where it has pathology.
    /// </summary>
    /// <param name="student">The student, in training mode.</param>
    /// <param name="teacher">The teacher, in evaluation mode; null where the student learns from labels alone.</param>
    /// <param name="batch">A batch or a part of one.</param>
    /// <param name="weights">Weights of the distillation terms; a term of weight 0 is left out.</param>
    /// <param name="klTemperature">Temperature of Eq. 13.</param>
    /// <param name="prediction">(B, classes), what to read the memory under; null: as when deployed.</param>
    /// <param name="targets">(Bp, classes), logits that Eq. 13 takes in place of the teacher's; null: the teacher's.</param>
    public static IReadOnlyList<LossTerm> Losses(
        StudentNetwork student, TeacherNetwork? teacher, Batch batch, LossWeights weights, double klTemperature,
        Tensor? prediction = null, Tensor? targets = null)
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
                terms.Add(new LossTerm("kl", DistillationLosses.Kl(targets ?? taught.FusionLogits!, logits, klTemperature),
                    weights.Kl, OfPairs: true));
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _teacher?.Dispose();
            _outOfFold?.Dispose();
            foreach (var fold in _folds)
            {
                fold.Dispose();
            }
        }
    }
}
