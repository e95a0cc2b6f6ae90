using System.Text.Json.Serialization;
using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Training;

namespace MhdNet.Methods.Baselines;

/// <summary>
/// A baseline that looks at nothing: every sequence is of each type with the share of the training patients that have it, so that the most
/// frequent type is the answer. What chance is where types are not equally frequent.
/// </summary>
public sealed record MostFrequentMethod : Method
{
    /// <inheritdoc/>
    public override string Name => "most frequent type";

    /// <inheritdoc/>
    public override string Citation => "none: the frequencies of the training patients";

    /// <inheritdoc/>
    public override Phase For(Setting setting) =>
        new MostFrequentPhase { Setting = FittedPhase.WithoutSeed(setting), Training = FittedPhase.AtOnce };
}

/// <summary>Counts the training patients of each type.</summary>
public sealed record MostFrequentPhase : FittedPhase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "most-frequent";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => new FrequencyClassifier(Setting.Size);

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        var network = new FrequencyClassifier(Setting.Size);
        return new FittedLearner(network, data => network.Fill(Count(data)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() => [("frequencies", [Setting.Size.ClassCount])];

    // `other` is no type: no answer, whatever share of the sequences it has
    private static float[] Count(TrainingData data)
    {
        var types = data.TrainingCt.Where(row => row.Label != LabelSet.Other).DistinctBy(row => row.PatientId)
            .Select(row => data.Labels.IndexOf(row.Label)).ToList();
        return [.. Enumerable.Range(0, data.Labels.ClassCount).Select(label => types.Count(type => type == label) / (float)types.Count)];
    }
}
