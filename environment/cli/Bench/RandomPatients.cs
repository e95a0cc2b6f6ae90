using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Methods;

namespace MhdNet.Cli.Bench;

/// <summary>A few patients of random pixels, a CT sequence and one of pathology each: enough for a step, nothing to learn.</summary>
internal sealed class RandomPatients : IDisposable
{
    private const int Count = 12;

    /// <summary>Writes them into a folder of their own.</summary>
    /// <param name="setting">Their sizes.</param>
    public RandomPatients(Setting setting)
    {
        var labels = LabelSet.Thymic;
        var sequences = new RandomSequences(Path.Combine(Folder, "sequences"),
            new SequenceStoreHead(labels, Synthetic: true, setting.Size.Frames, setting.Size.Size, "random", "random"));
        for (var patient = 0; patient < Count; patient++)
        {
            var (label, split) = (labels.Types[patient % labels.TypeCount], patient < Count - 2 ? "train" : "test");
            sequences.Add(Modality.Ct, $"p{patient}_ct", $"P{patient}", label, split);
            sequences.Add(Modality.Wsi, $"p{patient}_wsi", $"P{patient}", label, split);
        }

        Store = sequences.Finish();
        Training = CohortData.Divide(Store, 1).Training;
    }

    /// <summary>Where they are, and room for more.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    /// <summary>Their sequences.</summary>
    public SequenceStore Store { get; }

    /// <summary>Those to learn from.</summary>
    public TrainingData Training { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
