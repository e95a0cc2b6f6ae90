using System.Diagnostics;
using System.IO.Compression;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runs.Sweeps;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Tests.Data;
using MhdNet.Tests.Experiments;
using MhdNet.Training;

namespace MhdNet.Tests.Runs.Sweeps;

/// <summary>A sweep is its files: whatever happens to the processes that share out its cells, what they leave is whole.</summary>
[Collection(SmallCollection.Name)]
public sealed class SweepTests(SmallWorkspace small) : IDisposable
{
    private static readonly Experiment Toy = new() { Name = "toy", Method = new ToyMethod() };
    private static readonly Study Own = Study.Create("own", Toy, Toy with { Name = "trusting", Method = new ToyMethod { Trust = 2 } });

    private readonly TemporaryFolder _folder = new();
    private readonly Workspace _workspace = small.Open("swept");

    private string Scratch => _folder.File("scratch");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_manifest_has_what_is_needed_first_and_grows_by_what_is_missing()
    {
        var sweep = Planned([1]);
        Assert.Equal(["toy-first", "toy", "toy"], Kinds(sweep));
        var before = File.ReadAllText(sweep.ManifestFile);
        Assert.Equal(0, Plan([1]).Added); // a duplicate is dropped
        Assert.Equal(before, File.ReadAllText(sweep.ManifestFile));
        var (more, added) = Plan([1, 2]);
        Assert.Equal(3, added);
        Assert.StartsWith(before, File.ReadAllText(more.ManifestFile), StringComparison.Ordinal); // cell 2 stays cell 2
        Assert.Equal(["toy-first", "toy", "toy", "toy-first", "toy", "toy"], Kinds(more));
        Assert.Equal([1, 2], more.Seeds());
        Assert.Contains("not of study other", Assert.Throws<InputException>(() => Sweep.Plan(
            sweep.Folder, sweep.Head with { Study = "other" }, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_cells_are_planned_in_seconds_and_take_one_file()
    {
        var watch = Stopwatch.StartNew();
        var sweep = Planned([.. Enumerable.Range(1, 334)]);
        var script = new SlurmScript(["mhdnet"], sweep.Folder, 1, 10, 30, null, [], []);
        var calls = 0;
        new SlurmSubmission(sweep, script, 1, SlurmLimits.Measured(sweep)).Rest(
            SweepTasks.Arrays(Enumerable.Range(1, sweep.Cells.Count), 1, 1002), 50, _ => $"{++calls}");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20); // 5 where nothing else runs: environment/slurm/prove.sh
        Assert.Equal((1002, 2), (sweep.Cells.Count, calls));
        Assert.Equal(["manifest.jsonl", "sweep.sh"],
            Directory.GetFiles(sweep.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_at_a_time_they_end_as_in_one_process_and_are_not_trained_again()
    {
        var sweep = Planned([1, 2]);
        var work = Run(sweep, 2, [.. Enumerable.Range(1, 6).Reverse()]); // those that need before those that are needed
        Assert.Equal((6, 0, 0), (work.Trained + work.WereFinished, work.Failures.Count, work.Held.Count));
        Assert.All(sweep.Cells, cell => Assert.Equal(SweepCellState.Finished, cell.State));
        Assert.All(sweep.Cells, cell => Assert.InRange(Directory.GetFileSystemEntries(cell.Folder).Length, 1, 3));
        Assert.Empty(Directory.GetFileSystemEntries(Scratch));

        var store = _folder.File("unpacked");
        Assert.All(sweep.Cells, cell => RunArchive.UnpackFinished(cell.RunFile, new RunFolder(Path.Combine(store, cell.Name))));
        var here = Own.Run(_workspace, [1, 2], cancellation: TestContext.Current.CancellationToken);
        foreach (var run in here.Rows.SelectMany(row => row.Runs).Select(run => run.Run))
        {
            var there = FinishedRun.Open(Path.Combine(store, run.Folder.Name));
            Assert.Equal(run.Result.Files[Path.GetFileName(run.Folder.ModelFile)], there.Result.Files["model.safetensors"]);
            Assert.Equal(run.Result.Files["test.csv"], there.Result.Files["test.csv"]);
        }

        var written = sweep.Cells.Select(cell => File.GetLastWriteTimeUtc(cell.RunFile)).ToList();
        var again = Run(sweep, 1, [1, 2, 3, 4, 5, 6]);
        Assert.Equal((0, 6), (again.Trained, again.WereFinished));
        Assert.Equal(written, sweep.Cells.Select(cell => File.GetLastWriteTimeUtc(cell.RunFile)));
        Assert.True(SlurmLimits.Measured(sweep) is { SecondsPerCell: > 0, PeakBytes: > 1 << 20 });
    }

    [Fact]
    public void Who_is_stopped_leaves_a_checkpoint_that_another_machine_goes_on_from()
    {
        var sweep = Planned([1]);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(sweep, 1, [1], new Killer(4, stop.Cancel), stop.Token));
        Assert.Equal(SweepCellState.Begun, sweep.Cells[0].State);
        var reports = new Killer(int.MaxValue, () => { });
        Assert.Equal(1, SweepWork.Run(new SweepRunner(sweep, _workspace, _folder.File("elsewhere")), [1], 1, Scale.Smoke, null, reports,
            TestContext.Current.CancellationToken).Trained);
        Assert.True(reports.Reports[^1].Total > reports.Reports.Count); // it did not begin again
        Assert.False(File.Exists(sweep.Cells[0].CheckpointFile));
    }

    [Fact]
    public void What_a_killed_process_left_on_the_shared_file_system_is_enough_to_end_as_if_nothing_had_been()
    {
        var whole = Planned([1]);
        var left = _folder.File("left.zip");
        Run(whole, 1, [1], new Copier(whole.Cells[0].CheckpointFile, left));
        Assert.True(File.Exists(left)); // brought there while it was trained

        var killed = Plan([1], "killed").Sweep;
        Directory.CreateDirectory(killed.Cells[0].Folder);
        File.Copy(left, killed.Cells[0].CheckpointFile);
        var reports = new Killer(int.MaxValue, () => { });
        Assert.Equal(1, Run(killed, 1, [1], reports).Trained);
        Assert.True(reports.Reports[^1].Total > reports.Reports.Count); // it did not begin again
        FinishedRun Opened(Sweep sweep) => RunArchive.UnpackFinished(
            sweep.Cells[0].RunFile, new RunFolder(Path.Combine(_folder.File("opened"), sweep.Cells[0].Name)));
        foreach (var file in new[] { "model.safetensors", "metrics.jsonl", "test.csv" })
        {
            Assert.Equal(Opened(whole).Result.Files[file], Opened(killed).Result.Files[file]);
        }
    }

    [Fact]
    public void An_error_is_noted_not_tried_again_and_reaches_those_that_need_the_cell()
    {
        var sweep = Planned([1]);
        sweep.Cells[0].Fail("no memory\nleft");
        var work = Run(sweep, 1, [1, 2, 3]);
        Assert.Equal((0, 3), (work.Trained, work.Failures.Count));
        Assert.Contains("failed before and is not tried again by itself: no memory left", work.Failures[0], StringComparison.Ordinal);
        Assert.Contains($"needs {sweep.Cells[0].Name}, which failed: no memory left", sweep.Cells[2].Remark(), StringComparison.Ordinal);
        sweep.Cells.ToList().ForEach(cell => cell.Forgive());
        Assert.Equal(3, Run(sweep, 1, [1, 2, 3]) is var mended ? mended.Trained + mended.WereFinished : 0);
    }

    [Fact]
    public void A_cell_has_one_writer_and_one_that_never_ends_is_given_up()
    {
        var sweep = Planned([1]);
        using (FolderLock.TakeNow(sweep.Cells[0].Folder))
        {
            Assert.Equal(SweepCellState.Held, sweep.Cells[0].State);
            Assert.Contains($"held by process {Environment.ProcessId}", Assert.Single(Run(sweep, 1, [1]).Held), StringComparison.Ordinal);
        }

        AtomicFile.WriteText(sweep.Cells[0].CheckpointFile, "of a process that was killed");
        var work = SweepWork.Run(new SweepRunner(sweep, _workspace, Scratch), [1], 1, Scale.Smoke, "was begun and not ended",
            cancellation: TestContext.Current.CancellationToken);
        Assert.Single(work.Failures);
        Assert.Equal((SweepCellState.Failed, "was begun and not ended"), (sweep.Cells[0].State, sweep.Cells[0].Remark()));
    }

    [Fact]
    public void Torn_foreign_and_stale_results_are_refused_and_leave_nothing()
    {
        var sweep = Planned([1]);
        Run(sweep, 1, [1, 2, 3]);
        var (sound, cell) = (File.ReadAllBytes(sweep.Cells[1].RunFile), sweep.Cells[1]);
        void Refused(string says, string? name = null)
        {
            var folder = new RunFolder(Path.Combine(_folder.File("refused"), name ?? cell.Name));
            var refusal = Assert.Throws<InputException>(() => RunArchive.UnpackFinished(cell.RunFile, folder));
            Assert.StartsWith($"{cell.RunFile}: ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder.Path));
        }

        File.WriteAllBytes(cell.RunFile, sound[..(sound.Length / 2)]);
        Refused("is torn");
        File.WriteAllBytes(cell.RunFile, []);
        Refused("is torn");
        File.Copy(sweep.Cells[2].RunFile, cell.RunFile, overwrite: true);
        Refused($"holds {sweep.Cells[2].Name}, another training");
        Change("test.csv", text => text.Replace('1', '2'));
        Refused("test.csv is not as it was when the run was finished");
        Change("model.safetensors", text => text[..^1] + (text[^1] == 'x' ? 'y' : 'x'));
        Refused("model.safetensors is not as it was");

        void Change(string file, Func<string, string> change)
        {
            File.WriteAllBytes(cell.RunFile, sound);
            using var archive = ZipFile.Open(cell.RunFile, ZipArchiveMode.Update);
            var entry = archive.GetEntry(file)!;
            string text;
            using (var reader = new StreamReader(entry.Open(), System.Text.Encoding.Latin1))
            {
                text = reader.ReadToEnd();
            }

            entry.Delete();
            using var writer = new StreamWriter(archive.CreateEntry(file).Open(), System.Text.Encoding.Latin1);
            writer.Write(change(text));
        }
    }

    [Theory]
    [InlineData("\"seed\":1", "\"seed\":2", "instead of changing it by hand")]
    [InlineData("\"run\":\"toy", "\"run\":\"../toy", "instead of changing it by hand")]
    [InlineData("\"phase\":\"toy\"", "\"phase\":\"oracle\"", "a method that this program does not know")]
    [InlineData("\"needs\"", "needs", "is torn or no cell")]
    public void A_line_of_the_manifest_that_was_changed_is_refused_in_one(string text, string by, string says)
    {
        var sweep = Planned([1]);
        File.WriteAllText(sweep.ManifestFile, File.ReadAllText(sweep.ManifestFile).Replace(text, by, StringComparison.Ordinal));
        var refusal = Assert.Throws<InputException>(() => Sweep.Open(sweep.Folder).Read(2));
        Assert.StartsWith($"{sweep.ManifestFile}:3: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private SweepWork Run(Sweep sweep, int jobs, IReadOnlyList<int> numbers, IProgress<WorkProgress>? progress = null,
        CancellationToken? stop = null) => SweepWork.Run(
            new SweepRunner(sweep, _workspace, Scratch), numbers, jobs, Scale.Smoke, null, progress,
            stop ?? TestContext.Current.CancellationToken);

    private Sweep Planned(IReadOnlyList<int> seeds) => Plan(seeds).Sweep;

    private (Sweep Sweep, int Added) Plan(IReadOnlyList<int> seeds, string name = "sweep") => Sweep.Plan(
        _folder.File(name), new SweepHead(Own.Name, [], Scale.Smoke, "", seeds), new StudyRun(Own, _workspace, seeds).Plan);

    private static List<string> Kinds(Sweep sweep) =>
        [.. Enumerable.Range(1, sweep.Cells.Count).Select(number => sweep.Read(number).Phase.Kind)];

    /// <summary>Copies a file the first time that it is there when something is reported.</summary>
    private sealed class Copier(string file, string copy) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (File.Exists(file) && !File.Exists(copy))
            {
                File.Copy(file, copy);
            }
        }
    }
}
