using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Training;

/// <summary>What one head of a network says of sequences.</summary>
/// <param name="Head">Its name.</param>
/// <param name="Predictions">In the order of the sequences.</param>
public sealed record HeadPredictions(string Head, IReadOnlyList<Prediction> Predictions);

/// <summary>Runs trained networks over sequences, in evaluation mode and without gradients, on the run's device.</summary>
public static class Inference
{
    /// <summary>
    /// Every head's probabilities. Of sequences without pathology none comes back where it is needed; where CT alone is needed,
    /// pathology is not even loaded.
    /// </summary>
    /// <param name="classifier">A trained network.</param>
    /// <param name="sequences">CT sequences, with pathology or without.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <returns>One entry per head, the answer first; of no sequences, the answer alone, which is empty.</returns>
    public static IReadOnlyList<HeadPredictions> Predict(
        Classifier classifier, IReadOnlyList<PairedSequence> sequences, ISequenceSource source, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var needs = classifier.Needs;
        var heads = new Dictionary<string, List<Prediction>>();
        var names = new List<string>();
        classifier.eval();
        var pathology = needs.HasFlag(Modalities.Wsi);
        ForEachBatch(sequences.Where(pair => !pathology || pair.Wsi is not null), source, pathology, batchSize, (rows, batch) =>
        {
            foreach (var head in classifier.Heads(needs.HasFlag(Modalities.Ct) ? batch.Ct : null, batch.Wsi))
            {
                if (!heads.TryGetValue(head.Name, out var predictions))
                {
                    names.Add(head.Name);
                    heads[head.Name] = predictions = [];
                }

                predictions.AddRange(Rows(rows, source.Labels, softmax(head.Logits, 1)));
            }
        });
        return names.Count == 0 ? [new("", [])] : [.. names.Select(name => new HeadPredictions(name, heads[name]))];
    }

    /// <summary>Predictions of a computation on CT of one's own, batch by batch.</summary>
    /// <param name="sequences">CT sequences; pathology is not loaded.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="probabilities">Of the B rows and CT (B, 1, T, H, W): probabilities (B, classes).</param>
    public static IReadOnlyList<Prediction> Predict(
        IReadOnlyList<PairedSequence> sequences, ISequenceSource source, int batchSize,
        Func<IReadOnlyList<PairedSequence>, Tensor, Tensor> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var predictions = new List<Prediction>();
        ForEachBatch(sequences, source, pathology: false, batchSize, (rows, batch) =>
            predictions.AddRange(Rows(rows, source.Labels, probabilities(rows, batch.Ct))));
        return predictions;
    }

    /// <summary>The answer's probabilities for the sequences of one new series.</summary>
    /// <param name="classifier">A trained network that needs CT alone.</param>
    /// <param name="sequences">Sequences cut with the options that the network was trained on.</param>
    /// <param name="options">Those options.</param>
    /// <returns>One row of probabilities per sequence.</returns>
    /// <exception cref="InputException">The network needs pathology, too.</exception>
    public static IReadOnlyList<float[]> Predict(Classifier classifier, IReadOnlyList<CtSequence> sequences, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(options);
        if (classifier.Needs != Modalities.Ct)
        {
            throw new InputException("this network needs pathology, too, and a CT series has none: take a network that needs CT alone");
        }

        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        classifier.to(TorchRuntime.Device);
        classifier.eval();
        return [.. sequences.Select(sequence =>
        {
            using var step = NewDisposeScope();
            var ct = SequenceTensor.From([sequence.Pixels], 1, options.Frames, options.Size, TorchRuntime.Device);
            return Values(softmax(classifier.Heads(ct, null)[0].Logits, 1))[0];
        })];
    }

    private static void ForEachBatch(
        IEnumerable<PairedSequence> pairs, ISequenceSource source, bool pathology, int batchSize, Action<PairedSequence[], Batch> use)
    {
        using var noGradient = no_grad();
        var loader = new BatchLoader(source, TorchRuntime.Device, pathology: pathology);
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

    private static IEnumerable<Prediction> Rows(PairedSequence[] rows, LabelSet labels, Tensor probabilities) =>
        rows.Zip(Values(probabilities),
            (row, values) => new Prediction(row.Ct.SeqId, row.Ct.PatientId, labels.IndexOf(row.Ct.Label), values));

    private static float[][] Values(Tensor probabilities) =>
        [.. probabilities.cpu().contiguous().data<float>().ToArray().Chunk((int)probabilities.shape[1])];
}
