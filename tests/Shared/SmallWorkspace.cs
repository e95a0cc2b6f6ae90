
using MhdNet.Phantom;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Tests.Experiments;

/// <summary>Sixteen synthetic patients and eight extra ones, four of them with pathology, from raw files on, and run stores as many as a
/// test wants.</summary>
public sealed class SmallWorkspace : IDisposable
{
    public SmallWorkspace() => PhantomCohort.Write(
        Path.Combine(Folder, "cohort"),
        new PhantomOptions
        {
            Preset = PhantomPreset.Mini with
            {
                Name = "small",
                PatientsPerType = [2, 2, 2, 2, 2, 2, 2, 2],
                CtSize = 48,
                SlideSize = 896
            },
            ExtraTest = 8,
            ExtraWithPathology = 4
        },
        cancellation: TestContext.Current.CancellationToken);

    public string Folder { get; } = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    /// <summary>The cohort at smoke scale with a run store of its own.</summary>
    public Workspace Open(string store) => Workspace.Open(Path.Combine(Folder, store), "smoke", Path.Combine(Folder, "cohort"));

    /// <summary>The cohort's files in a new folder, for a test that changes them; nothing that was made of them.</summary>
    public void CopyCohort(string folder)
    {
        var cohort = Path.Combine(Folder, "cohort");
        foreach (var file in Directory.EnumerateFiles(cohort, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Path.Combine(cohort, "sequences"), StringComparison.Ordinal)))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(cohort, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Kills a training (no checkpoint is written) or stops it in good order once a number of steps has been reported.</summary>
internal sealed class Killer(int after, Action kill) : IProgress<WorkProgress>
{
    private readonly Lock _lock = new();

    public List<WorkProgress> Reports { get; } = [];

    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            Reports.Add(value);
            if (Reports.Count == after)
            {
                kill();
            }
        }
    }
}
