using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data;

/// <summary>Whether a source is done again follows from the content of its files, not from their times.</summary>
public sealed class SourceStampTests : IDisposable
{
    private static readonly DateTime Old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public SourceStampTests() => SmallCohort.Write(_folder.File("cohort"));

    public void Dispose() => _folder.Dispose();

    private string Store => Path.Combine(_folder.File("cohort"), "sequences");

    [Fact]
    public void A_copy_with_new_times_is_not_done_again()
    {
        var first = Run(out _);
        foreach (var file in Directory.GetFiles(_folder.File("cohort"), "*", SearchOption.AllDirectories))
        {
            var copy = file.Replace(_folder.File("cohort"), _folder.File("copy"), StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            File.SetLastWriteTimeUtc(copy, Old);
        }

        var second = Run(out var done, _folder.File("copy"));
        Assert.Empty(done);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Equal(first.Rows, second.Rows);
    }

    [Fact]
    public void A_touched_cohort_is_not_done_again_and_what_is_known_is_not_read_again()
    {
        Age();
        Run(out _);
        foreach (var file in Raw())
        {
            File.SetLastWriteTimeUtc(file, Old.AddDays(1));
        }

        Run(out var done);
        Assert.Empty(done);

        // a file of the same length and time counts as the same: it was not opened
        var slide = _folder.File("cohort/s1.svs");
        File.WriteAllBytes(slide, new byte[new FileInfo(slide).Length]);
        File.SetLastWriteTimeUtc(slide, Old.AddDays(1));
        Run(out done);
        Assert.Empty(done);
    }

    [Fact]
    public void One_changed_byte_anywhere_has_that_source_done_again_and_no_other()
    {
        Age();
        Run(out _);
        foreach (var file in Raw().Where(file => !file.EndsWith("s2.svs", StringComparison.Ordinal))) // a normal specimen is not used
        {
            var bytes = File.ReadAllBytes(file);
            var expected = file.EndsWith(".svs", StringComparison.Ordinal)
                ? Path.GetFileName(file)
                : Path.GetRelativePath(_folder.File("cohort"), Path.GetDirectoryName(file)!);
            foreach (var at in new[] { 0, bytes.Length / 3, bytes.Length / 2, bytes.Length - 1 })
            {
                Change(file, bytes, at);
                Assert.Equal([expected], Preprocessor.Plan(Cohort.Load(_folder.File("cohort")), SmallCohort.Options, Store)
                    .Where(plan => plan.State != SourceState.Done).Select(plan => plan.Source));
            }

            File.WriteAllBytes(file, bytes);
        }

        Run(out var done);
        Assert.Empty(done); // all bytes are back
        var slice = Raw()[0];
        Change(slice, File.ReadAllBytes(slice), -1);
        Run(out done);
        Assert.Equal(["ct/p1"], done);
    }

    [Fact]
    public void A_file_written_twice_within_a_step_of_the_clock_is_noticed()
    {
        Run(out _);
        var slice = Raw()[0];
        var time = File.GetLastWriteTimeUtc(slice);
        Change(slice, File.ReadAllBytes(slice), -1);
        File.SetLastWriteTimeUtc(slice, time); // as on a file system that counts in seconds
        Run(out var done);
        Assert.Equal(["ct/p1"], done);
    }

    [Fact]
    public void Damaged_or_lost_checksums_cost_a_look_and_nothing_else()
    {
        Age();
        Run(out _);
        string[] Checksums() => [.. Directory.GetFiles(Path.Combine(Store, "sources"), "*.files.json").Order(StringComparer.Ordinal)];
        var kept = Checksums();
        Assert.Equal(4, kept.Length);
        File.WriteAllText(kept[0], "{");
        File.Delete(kept[1]);
        Run(out var done);
        Assert.Empty(done);
        Assert.Equal(kept, Checksums());
    }

    [Fact]
    public void A_run_that_was_interrupted_before_a_copy_goes_on_after_it()
    {
        using var stop = new CancellationTokenSource();
        var seen = new Seen(report =>
        {
            if (report is { Detail: "s1.svs", Share: > 0.5 })
            {
                stop.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Preprocessor.Run(Cohort.Load(_folder.File("cohort")),
            SmallCohort.Options, Store, seen, stop.Token));
        var pixels = Directory.GetFiles(Path.Combine(Store, "pixels"), "p1_wsi0_*.npy")
            .ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.NotEmpty(pixels);
        foreach (var file in Raw())
        {
            File.SetLastWriteTimeUtc(file, Old);
        }

        Run(out _);
        Assert.All(pixels, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    private SequenceStore Run(out IReadOnlyList<string> done, string? folder = null)
    {
        folder ??= _folder.File("cohort");
        var seen = new Seen();
        var store = Preprocessor.Run(Cohort.Load(folder), SmallCohort.Options,
            Path.Combine(folder, "sequences"), seen, TestContext.Current.CancellationToken);
        done = [.. seen.Reports.Select(report => report.Detail).Distinct()];
        return store;
    }

    // files that have lain for a while
    private void Age() => Raw().ForEach(file => File.SetLastWriteTimeUtc(file, Old));

    private List<string> Raw() =>
    [
        .. Directory.GetFiles(_folder.File("cohort/ct"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        .. Directory.GetFiles(_folder.File("cohort"), "*.svs"),
    ];

    private static void Change(string file, byte[] bytes, int at)
    {
        var changed = bytes.ToArray();
        changed[at < 0 ? changed.Length + at : at] ^= 1;
        File.WriteAllBytes(file, changed);
    }

    private sealed class Seen(Action<WorkProgress>? then = null) : IProgress<WorkProgress>
    {
        public List<WorkProgress> Reports { get; } = [];

        public void Report(WorkProgress value)
        {
            lock (Reports)
            {
                Reports.Add(value);
            }

            then?.Invoke(value);
        }
    }
}
