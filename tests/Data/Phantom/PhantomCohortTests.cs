using System.Security.Cryptography;
using MhdNet.Data.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Phantom;

public sealed class PhantomCohortTests : IDisposable
{
    // one patient a type, small images: the same code in seconds
    private static readonly PhantomPreset Tiny = new("tiny", [1, 1, 1, 1, 1, 1, 1, 1], 32, 32, 1, 256);
    private readonly string _root = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        PhantomCohort.Write(Folder("a"), new() { Preset = Tiny, Seed = 3 }, null, TestContext.Current.CancellationToken);
        PhantomCohort.Write(Folder("b"), new() { Preset = Tiny, Seed = 3 }, null, TestContext.Current.CancellationToken);
        PhantomCohort.Write(Folder("c"), new() { Preset = Tiny, Seed = 4 }, null, TestContext.Current.CancellationToken);
        Assert.Equal(Contents("a"), Contents("b"));
        Assert.NotEqual(Contents("a"), Contents("c"));
    }

    [Fact]
    public void Interrupted_it_leaves_whole_patients_and_goes_on_to_the_same_cohort()
    {
        var options = new PhantomOptions { Preset = Tiny };
        PhantomCohort.Write(Folder("whole"), options, null, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => PhantomCohort.Write(Folder("cut"), options, new StopAfter(3, stop), stop.Token));
        var finished = Directory.GetDirectories(Path.Combine(Folder("cut"), "patients"));
        Assert.InRange(finished.Length, 3, 7);
        Assert.All(finished, patient => Assert.True(File.Exists(Path.Combine(patient, PhantomRecord.FileName))));
        Assert.False(PhantomCohort.IsComplete(Folder("cut"), options));
        Assert.False(File.Exists(Path.Combine(Folder("cut"), "patients.csv")));

        var times = finished.ToDictionary(patient => patient, patient => File.GetLastWriteTimeUtc(Path.Combine(patient, "patient.json")));
        PhantomCohort.Write(Folder("cut"), options, null, TestContext.Current.CancellationToken);
        Assert.Equal(Contents("whole"), Contents("cut"));
        Assert.All(times, pair => Assert.Equal(pair.Value, File.GetLastWriteTimeUtc(Path.Combine(pair.Key, "patient.json"))));
    }

    private string Folder(string name) => Path.Combine(_root, name);

    private List<string> Contents(string name) =>
        [.. Directory.GetFiles(Folder(name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(Folder(name), file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];

    private sealed class StopAfter(int count, CancellationTokenSource stop) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Done >= count)
            {
                stop.Cancel();
            }
        }
    }
}
