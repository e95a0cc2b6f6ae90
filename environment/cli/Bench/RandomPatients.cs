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
        var (frames, size) = (setting.Size.Frames, setting.Size.Size);
        var writer = new SequenceStoreWriter(
            Path.Combine(Folder, "sequences"), new SequenceStoreHead(labels, Synthetic: true, frames, size, "random", "random"));
        var random = new Random(1);
        Store = writer.Finish([.. Enumerable.Range(0, Count).SelectMany(patient => new[] { Modality.Ct, Modality.Wsi }.Select(modality =>
        {
            var name = $"P{patient}_{modality}".ToLowerInvariant();
            var split = patient < Count - 2 ? "train" : "test";
            var row = new SequenceRow(
                name, modality, $"P{patient}", labels.Types[patient % labels.TypeCount], split, "none", 0, frames, "");
            var pixels = new byte[row.Channels * frames * size * size];
            random.NextBytes(pixels);
            return writer.Add(row, pixels);
        }))]);
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
