using MhdNet.Data;
using MhdNet.Data.Ct;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MhdNet.Reports.Calibration;

/// <summary>What a network says of sequences, with the features it says it by.</summary>
/// <param name="Predictions">By sequence.</param>
/// <param name="Features">A row per sequence; none where the network has no such layer.</param>
public sealed record SequencePass(IReadOnlyList<Prediction> Predictions, IReadOnlyList<float[]> Features)
{
    private const string Own = "series"; // of a new series, whose sequences belong to nobody known

    /// <summary>A pass over stored sequences.</summary>
    /// <param name="classifier">A network that needs CT alone.</param>
    /// <param name="rows">CT sequences.</param>
    /// <param name="source">Where their pixels are.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    public static SequencePass Over(Classifier classifier, IEnumerable<SequenceRow> rows, ISequenceSource source, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        RequireCt(classifier);
        classifier.to(TorchRuntime.Device);
        classifier.eval();
        using var probe = new FeatureProbe(classifier);
        var features = new List<float[]>();
        var predictions = Inference.Predict([.. rows.Select(row => new PairedSequence(row, null))], source, batchSize, (_, ct) =>
        {
            var probabilities = softmax(classifier.Heads(ct, null)[0].Logits, 1);
            features.AddRange(probe.Seen);
            return probabilities;
        });
        return new SequencePass(predictions, features);
    }

    /// <summary>A pass over the sequences of a new series.</summary>
    /// <param name="classifier">A network that needs CT alone.</param>
    /// <param name="sequences">Cut with the options that the network was trained on.</param>
    /// <param name="options">Those options.</param>
    public static SequencePass Over(Classifier classifier, IReadOnlyList<CtSequence> sequences, PreprocessingOptions options)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(options);
        RequireCt(classifier);
        using var probe = new FeatureProbe(classifier);
        var (predictions, features) = (new List<Prediction>(), new List<float[]>());
        foreach (var sequence in sequences)
        {
            var probabilities = Inference.Predict(classifier, [sequence], options)[0];
            predictions.Add(new Prediction($"{Own}_{sequence.First}", Own, 0, probabilities));
            features.AddRange(probe.Seen);
        }

        return new SequencePass(predictions, features);
    }

    /// <summary>The mean features of each patient, in the order in which the patients first appear; none without features.</summary>
    public IReadOnlyList<(string Patient, float[] Mean)> ByPatient() => Features.Count == 0
        ? []
        : [.. Predictions.Zip(Features).GroupBy(row => row.First.PatientId, row => row.Second)
            .Select(patient => (patient.Key, FeatureBank.MeanOf([.. patient])))];

    private static void RequireCt(Classifier classifier)
    {
        if (classifier.Needs != Modalities.Ct)
        {
            throw new InputException("this network needs pathology, too, and a CT series has none: take a network that needs CT alone");
        }
    }
}
