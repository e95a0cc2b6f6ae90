using System.Diagnostics;
using System.Text.RegularExpressions;
using MhdNet.Phantom;
using MhdNet.Tests.BuildEnvironment;
using MhdNet.Tests.Data;

namespace MhdNet.Tests.Cli;

/// <summary>`mhdnet preprocess`, killed without a word as a machine that loses its power is, and started again.</summary>
public sealed partial class KilledPreprocessingTests : IDisposable
{
    private const int StoredBefore = 4;
    private const int Attempts = 5; // a quick machine may be through before the kill

    // one patient a type: small CT, slides large enough for sequences
    private static readonly PhantomPreset _preset = new("killed", [1, 1, 1, 1, 1, 1, 1, 1], 64, 64, 1, 896);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Goes_on_to_the_same_bytes_and_makes_no_sequence_twice()
    {
        var cohort = _folder.File("cohort");
        PhantomCohort.Write(cohort, new PhantomOptions { Preset = _preset, Seed = 5 }, null, TestContext.Current.CancellationToken);
        string[] Command(string store) => ["preprocess", "--cohort", cohort, "--scale", "demo", "-o", store];
        Assert.Equal(0, (await Mhdnet.RunAsync(Command(_folder.File("whole")))).Code);

        var store = await KillMidwayAsync(Command);
        var kept = Directory.GetFiles(Path.Combine(store, "sources"), "*.part.jsonl")
            .SelectMany(path => SequenceName().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)).ToList();
        Assert.InRange(kept.Count, StoredBefore, Sequences(_folder.File("whole")) - 1);
        var times = kept.ToDictionary(name => name, name => File.GetLastWriteTimeUtc(PixelPath(store, name)));

        var answer = await Mhdnet.RunAsync(Command(store));
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Equal(Contents(_folder.File("whole")), Contents(store));
        Assert.All(times, one => Assert.Equal(one.Value, File.GetLastWriteTimeUtc(PixelPath(store, one.Key))));
    }

    private async Task<string> KillMidwayAsync(Func<string, string[]> command)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var store = _folder.File($"killed{attempt}");
            var sources = Directory.CreateDirectory(Path.Combine(store, "sources")).FullName;
            var start = new ProcessStartInfo("dotnet", [Repository.PathOf("artifacts", "bin", "mhdnet", "mhdnet.dll"),
                .. command(store)])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            while (!process.HasExited && Directory.GetFiles(sources, "*.part.jsonl")
                .Sum(path => File.ReadLines(path).Count()) < StoredBefore)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            process.Kill(); // SIGKILL: nothing of it runs any more
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (!File.Exists(Path.Combine(store, "store.json")))
            {
                return store;
            }
        }

        Assert.Fail($"{Attempts} times it was through before it could be killed");
        return "";
    }

    private static int Sequences(string store) => Directory.GetFiles(Path.Combine(store, "pixels")).Length;

    private static string PixelPath(string store, string sequence) => Path.Combine(store, "pixels", sequence + ".npy");

    private static IReadOnlyList<(string, string)> Contents(string store) =>
    [
        .. Directory.GetFiles(store, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            // the times of files, of those that have lain for a while
            .Where(path => !path.EndsWith(".files.json", StringComparison.Ordinal))
            .Select(path => (Path.GetRelativePath(store, path),
                Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))))),
    ];

    [GeneratedRegex("\"seqId\": ?\"([^\"]+)\"")]
    private static partial Regex SequenceName();
}
