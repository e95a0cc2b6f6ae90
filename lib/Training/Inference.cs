using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods.Mhd;
using MhdNet.Networks;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Training;

/// <summary>Predictions of the teacher's three heads, on the same sequences.</summary>
/// <param name="Radiology">CT branch.</param>
/// <param name="Pathology">Slide branch.</param>
/// <param name="Fusion">Fusion branch: the teacher's answer.</param>
public sealed record TeacherPredictions(
    IReadOnlyList<Prediction> Radiology, IReadOnlyList<Prediction> Pathology, IReadOnlyList<Prediction> Fusion);

/// <summary>Runs trained networks over sequences, in evaluation mode and without gradients.</summary>
public static class Inference
{
    /// <summary>The student's probabilities: CT alone is read, pathology of the pairs is not even loaded.</summary>
    /// <param name="student">Trained student.</param>
    /// <param name="sequences">CT sequences.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="device">Where to compute.</param>
    public static IReadOnlyList<Prediction> Student(
        StudentNetwork student, IReadOnlyList<PairedSequence> sequences, ISequenceSource source, int batchSize, Device device) =>
        FromCt(student, sequences, source, batchSize, device, (_, batch) => softmax(student.call(batch.Ct).Logits, 1));

    /// <summary>The student's probabilities for the sequences of one new series.</summary>
    /// <param name="student">Trained student.</param>
    /// <param name="sequences">Sequences cut with the options that the student was trained on.</param>
    /// <param name="options">Those options.</param>
    /// <param name="device">Where to compute.</param>
    /// <returns>A row of probabilities a sequence.</returns>
    public static IReadOnlyList<float[]> Student(
        StudentNetwork student, IReadOnlyList<CtSequence> sequences, PreprocessingOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(options);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        student.to(device);
        student.eval();
        return [.. sequences.Select(sequence =>
        {
            using var step = NewDisposeScope();
            var ct = SequenceTensor.From([(sequence.Pixels, false)], 1, options.Frames, options.Size, device);
            return Rows(softmax(student.call(ct).Logits, 1))[0];
        })];
    }

    /// <summary>The prediction that a student reads its memory under (z_R' of Eq. 11).</summary>
    /// <param name="student">A trained student that reads a memory.</param>
    /// <param name="sequences">CT sequences.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="device">Where to compute.</param>
    public static IReadOnlyList<Prediction> Prior(
        StudentNetwork student, IReadOnlyList<PairedSequence> sequences, ISequenceSource source, int batchSize, Device device) =>
        FromCt(student, sequences, source, batchSize, device, (_, batch) => student.call(batch.Ct).Prior!);

    /// <summary>The student's probabilities when the memory is read under given predictions (<see cref="StudentNetwork.Under"/>).</summary>
    /// <param name="student">A trained student that reads a memory.</param>
    /// <param name="sequences">CT sequences.</param>
    /// <param name="prediction">Class probabilities of a CT sequence.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="device">Where to compute.</param>
    public static IReadOnlyList<Prediction> StudentUnder(
        StudentNetwork student, IReadOnlyList<PairedSequence> sequences, Func<SequenceRow, float[]> prediction, ISequenceSource source, int batchSize, Device device) =>
        FromCt(student, sequences, source, batchSize, device, (rows, batch) =>
            softmax(student.Under(batch.Ct, stack([.. rows.Select(row => tensor(prediction(row.Ct), device: device))])).Logits, 1));

    /// <summary>The teacher's probabilities, on sequences that have pathology of the same patient.</summary>
    /// <param name="teacher">Trained teacher.</param>
    /// <param name="pairs">Sequences; those without pathology are left out.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="device">Where to compute.</param>
    public static TeacherPredictions Teacher(
        TeacherNetwork teacher, IReadOnlyList<PairedSequence> pairs, ISequenceSource source, int batchSize, Device device)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        teacher.eval();
        List<Prediction> radiology = [], pathology = [], fusion = [];
        ForEachBatch([.. pairs.Where(pair => pair.Wsi is not null)], source, batchSize, device, (rows, batch) =>
        {
            var output = teacher.call(batch.Ct, batch.Wsi, batch.Paired);
            Add(radiology, rows, source.Labels, softmax(output.RadiologyLogits, 1));
            Add(pathology, rows, source.Labels, softmax(output.PathologyLogits!, 1));
            Add(fusion, rows, source.Labels, softmax(output.FusionLogits!, 1));
        });
        return new TeacherPredictions(radiology, pathology, fusion);
    }

    /// <summary>A single branch's probabilities; for pathology, of the sequences that have some.</summary>
    /// <param name="branch">Trained branch.</param>
    /// <param name="modality">What it sees.</param>
    /// <param name="pairs">Sequences.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="device">Where to compute.</param>
    public static IReadOnlyList<Prediction> Branch(
        ResNet3d branch, Modality modality, IReadOnlyList<PairedSequence> pairs, ISequenceSource source, int batchSize, Device device)
    {
        ArgumentNullException.ThrowIfNull(branch);
        branch.eval();
        var predictions = new List<Prediction>();
        PairedSequence[] seen = modality == Modality.Ct ? [.. pairs.Select(pair => pair with { Wsi = null })] : [.. pairs.Where(pair => pair.Wsi is not null)];
        ForEachBatch(seen, source, batchSize, device, (rows, batch) =>
            Add(predictions, rows, source.Labels, softmax(branch.call(modality == Modality.Ct ? batch.Ct : batch.Wsi!).Logits, 1)));
        return predictions;
    }

    private static List<Prediction> FromCt(
        StudentNetwork student, IReadOnlyList<PairedSequence> sequences, ISequenceSource source, int batchSize, Device device, Func<PairedSequence[], Batch, Tensor> probabilities)
    {
        ArgumentNullException.ThrowIfNull(student);
        student.eval();
        var predictions = new List<Prediction>();
        ForEachBatch([.. sequences.Select(pair => pair with { Wsi = null })], source, batchSize, device, (rows, batch) =>
            Add(predictions, rows, source.Labels, probabilities(rows, batch)));
        return predictions;
    }

    private static void ForEachBatch(
        IReadOnlyList<PairedSequence> pairs, ISequenceSource source, int batchSize, Device device, Action<PairedSequence[], Batch> use)
    {
        using var noGradient = no_grad();
        var loader = new BatchLoader(source, device);
        var chunks = pairs.Chunk(batchSize).ToList();
        foreach (var (rows, batch) in chunks.Zip(loader.LoadAll(chunks, augmentationSeed: null)))
        {
            using var pause = CollectionPause.Enter();
            using var scope = NewDisposeScope();
            using (batch)
            {
                use(rows, batch);
            }
        }
    }

    private static void Add(List<Prediction> predictions, PairedSequence[] rows, LabelSet labels, Tensor probabilities) =>
        predictions.AddRange(rows.Zip(Rows(probabilities), (row, values) =>
            new Prediction(row.Ct.SeqId, row.Ct.PatientId, labels.IndexOf(row.Ct.Label), values)));

    private static float[][] Rows(Tensor probabilities) =>
        [.. probabilities.cpu().contiguous().data<float>().ToArray().Chunk((int)probabilities.shape[1])];
}
