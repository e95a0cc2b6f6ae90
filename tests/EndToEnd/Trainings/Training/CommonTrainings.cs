using MhdNet.Data.Sequences;
using MhdNet.Training;

namespace MhdNet.Tests.Training;

/// <summary>A tiny store, and the trainings on it that several tests begin with: each is done once, and tests take copies.</summary>
public sealed class CommonTrainings : IDisposable
{
    public const int Seed = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public CommonTrainings() => Data = CohortData.Divide(TinyStore.Write(Path.Combine(_folder, "store")), Seed).Training;

    public TrainingData Data { get; }

    /// <summary>What a training left, done for the first who asks.</summary>
    /// <param name="name">The training.</param>
    /// <param name="train">Trains in the folder that it is given, which is no test's own: whoever asks first may copy it, too.</param>
    public RunFolder Once(string name, Action<string> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var kept = Path.Combine(_folder, name);
        if (!Directory.Exists(kept))
        {
            var unfinished = kept + ", unfinished";
            train(unfinished);
            Directory.Move(unfinished, kept);
        }

        return new RunFolder(kept);
    }

    public static RunFolder Copy(RunFolder run, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(run.Path))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return new RunFolder(folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
