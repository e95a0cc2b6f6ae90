using System.Text.Json.Serialization;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods.Blocks;
using MhdNet.Networks;
using MhdNet.Training;

namespace MhdNet.Methods.Baselines;

/// <summary>
/// A baseline that learns nothing by gradients: a linear discriminant (<see cref="LinearDiscriminant"/>) on hand-made measures of a CT
/// sequence (<see cref="ImageMeasures"/>), fitted to the training patients' sequences. A network that looks at the same CT should be above
/// it.
/// </summary>
public sealed record DiscriminantMethod : Method
{
    /// <inheritdoc/>
    public override string Name => "linear discriminant";

    /// <inheritdoc/>
    public override string Citation => "Fisher, Annals of Eugenics 1936; Rao, JRSS B 1948; Friedman, JASA 1989 (ridge)";

    /// <inheritdoc/>
    public override Phase For(Setting setting) =>
        new DiscriminantPhase { Setting = FittedPhase.WithoutSeed(setting), Training = FittedPhase.AtOnce with { ThinOther = true } };
}

/// <summary>
/// Measures the training sequences, `other` thinned to the mean count of a type as in the networks' trainings, and fits the discriminant.
/// </summary>
public sealed record DiscriminantPhase : FittedPhase
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "discriminant";

    /// <inheritdoc/>
    [JsonIgnore]
    public override Modalities Sees => Modalities.Ct;

    /// <inheritdoc/>
    public override Classifier Build() => Network();

    /// <inheritdoc/>
    public override Learner Begin(IReadOnlyList<FinishedRun> needs, RunFolder run)
    {
        var network = Network();
        return new FittedLearner(network, data => network.Fill(Fit(data)));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, long[] Shape)> Landmarks() =>
        [("weights", [Setting.Size.ClassCount, ImageMeasures.Names.Count])];

    private LinearDiscriminant Fit(TrainingData data)
    {
        var cases = new EpochSampler(data, Training.BatchSize, Setting.Seed, Training.ThinOther).Epoch(0)
            .SelectMany(batch => batch).Select(pair => pair.Ct).ToList();
        return LinearDiscriminant.Fit(
            [.. cases.AsParallel().AsOrdered().Select(row => ImageMeasures.Measure(data.ReadPixels(row), Setting.Preprocessing))],
            [.. cases.Select(row => data.Labels.IndexOf(row.Label))], data.Labels.ClassCount);
    }

    private DiscriminantClassifier Network() => new(Setting.Size, Setting.Preprocessing);
}
