
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;
using MhdNet.Tests.Runtime;

namespace MhdNet.Tests.Data;

public sealed class PreprocessingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PreprocessingTests() => SmallCohort.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    private string Store => _folder.File("sequences");

    [Fact]
    public void A_cohort_becomes_labelled_sequences_with_the_right_pixels()
    {
        var store = Run();
        // p1: 20 slices lose 4 and 6, 4..7 and 8..11 remain; only the first meets the tumour (4..6). p3: 2..6 give one of four.
        Assert.Equal(
            [
                ("p1_ct0_0", Modality.Ct, "p1", "B2", "train", "ct/p1", 4), ("p1_ct0_1", Modality.Ct, "p1", "other", "train", "ct/p1", 8),
                ("p3_ct0_0", Modality.Ct, "p3", "TC", "test", "ct/p3", 2),
                .. Enumerable.Range(0, 5).Select(i => ($"p1_wsi0_{i}", Modality.Wsi, "p1", "B2", "train", "s1.svs", 4 * i)),
            ],
            store.Rows.Select(row => (row.SeqId, row.Modality, row.PatientId, row.Label, row.Split, row.Source, row.First)));
        Assert.Equal((true, LabelSet.Thymic, 4, 4), (store.Synthetic, store.Labels, store.Frames, store.Size));
        // slice 8 is -80 HU: grey 51
        Assert.Equal(
            Enumerable.Range(8, 4).SelectMany(slice => Enumerable.Repeat((byte)Math.Floor((6.375 * slice) + 0.5), 16)),
            store.ReadPixels(store.Rows[1]));
        // the first kept patches lie at x = 48, 64, 80, 96; red says so, green and blue are flat
        Assert.Equal(
            [63, 64, 65, 66], store.ReadPixels(store.Rows[3]).Take(64).Chunk(16)
            .Select(frame => Assert.Single(frame.Distinct())).Select(red => (int)red));
        Assert.Equal([50, 120], store.ReadPixels(store.Rows[3]).Skip(64).Chunk(64).Select(plane => (int)Assert.Single(plane.Distinct())));
    }

    [Fact]
    public void The_report_counts_every_frame_once()
    {
        Run();
        var reports = PreprocessingReport.Read(Store);
        Assert.Equal(4, reports.Count);
        Assert.All(reports, report => Assert.Equal(
            report.Frames, report.DiscardedFirst + report.DiscardedLast + report.White
            + report.CellSparse + report.Remainder + report.NotTumour + report.Used));
        Assert.Equal((20, 4, 6, 2, 2, 1), (reports[0].Frames, reports[0].DiscardedFirst,
            reports[0].DiscardedLast, reports[0].Remainder, reports[0].Sequences, reports[0].Other));
        Assert.Equal((0, "too short: 3 slices remain of 5, a sequence takes 4"), (reports[1].Sequences, reports[1].Note));
        Assert.Equal((32, 8, 4, 5), (reports[3].Frames, reports[3].White, reports[3].CellSparse, reports[3].Sequences));
    }

    [Fact]
    public void A_second_run_does_nothing_and_changed_files_are_done_again()
    {
        var first = Run();
        var seen = new Progress();
        Assert.Equal(first.Fingerprint, Run(seen).Fingerprint);
        Assert.Empty(seen.Reports);

        File.AppendAllText(_folder.File("s1.svs"), " "); // the pixels are the same
        Assert.Equal(first.Fingerprint, Run(seen).Fingerprint);
        Assert.Equal(["s1.svs"], seen.Reports.Select(report => report.Detail).Distinct());
        Assert.Equal((4, 1.0), (seen.Reports[^1].Done, seen.Reports[^1].Share));
    }

    [Fact]
    public void A_cohort_that_was_moved_is_not_done_again()
    {
        var first = Run();
        using var elsewhere = new TemporaryFolder();
        var there = elsewhere.File("moved");
        Directory.Move(_folder.Path, there);
        var seen = new Progress();
        Assert.Equal(first.Fingerprint, Preprocessor.Run(Cohort.Load(there),
            SmallCohort.Options, Path.Combine(there, "sequences"), seen, TestContext.Current.CancellationToken).Fingerprint);
        Assert.Empty(seen.Reports);
        Directory.Move(there, _folder.Path);
    }

    [Fact]
    public async Task Of_two_at_once_in_one_folder_one_works_and_one_waits()
    {
        var others = new Waiter();
        Task<SequenceStore>? second = null;
        var first = Run(new Progress(_ =>
        {
            if (second is null)
            {
                second = Task.Run(() => Run(others), TestContext.Current.CancellationToken);
                others.IsWaiting.Wait(TestContext.Current.CancellationToken);
            }
        }));
        Assert.Equal(first.Fingerprint, (await second!).Fingerprint);
        Assert.All(others.Reports, report => Assert.Equal(FolderLock.Waiting, report.Task));
    }

    [Fact]
    public void Labels_and_splits_change_without_touching_pixels()
    {
        var first = Run();
        var cohort = Cohort.Load(_folder.Path);
        Cohort.Write(_folder.Path, cohort.Labels, true, "",
            cohort.Patients.Select(patient => patient with { Label = "B3", Split = "" }), cohort.Ct, cohort.Slides);
        var seen = new Progress();
        var second = Run(seen);
        Assert.Empty(seen.Reports);
        Assert.Equal(["B3", "other", "B3"], second.Rows.Take(3).Select(row => row.Label));
        Assert.All(second.Rows, row => Assert.Equal("", row.Split));
        Assert.Equal(first.Rows.Select(row => row.Sha256), second.Rows.Select(row => row.Sha256));
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
    }

    [Fact]
    public void An_interrupted_run_is_no_store_and_goes_on_where_it_was()
    {
        using var stop = new CancellationTokenSource();
        var seen = new Progress(report =>
        {
            if (report.Done > 0)
            {
                stop.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Preprocessor.Run(Cohort.Load(_folder.Path),
            SmallCohort.Options, Store, seen, stop.Token));
        var finished = (int)seen.Reports.Max(report => report.Done);
        Assert.InRange(finished, 1, 3);
        Assert.Contains("no finished sequence store",
            Assert.Throws<InputException>(() => SequenceStore.Open(Store)).Message, StringComparison.Ordinal);

        var rest = new Progress();
        var store = Run(rest);
        Assert.InRange(rest.Reports[0].Done, finished, finished + 1);
        Assert.Equal(rest.Reports.Select(report => report.Share).Order(), rest.Reports.Select(report => report.Share));
        Assert.Equal(new WorkProgress("preprocessing", 4, 4, "", 1), rest.Reports[^1] with { Detail = "" });
        Assert.Equal(Preprocessor.Run(Cohort.Load(_folder.Path), SmallCohort.Options,
            _folder.File("other"), null, TestContext.Current.CancellationToken).Fingerprint, store.Fingerprint);
        Assert.DoesNotContain(Directory.EnumerateFiles(Store, "*", SearchOption.AllDirectories),
            path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void No_sequence_is_made_twice_however_a_run_ends(int written)
    {
        var cohort = Cohort.Load(_folder.Path);
        var whole = Preprocessor.Run(cohort, SmallCohort.Options, _folder.File("other"), null, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        using (var pixels = new FileSystemWatcher(Directory.CreateDirectory(Path.Combine(Store, "pixels")).FullName,
            "*.npy")
        { EnableRaisingEvents = true })
        {
            var seen = 0;
            pixels.Renamed += (_, _) => stopAfter(Interlocked.Increment(ref seen));
            void stopAfter(int count)
            {
                if (count >= written)
                {
                    stop.Cancel();
                }
            }

            try
            {
                Preprocessor.Run(cohort, SmallCohort.Options, Store, null, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // as meant; a quick machine may be through before the word comes
            }
        }

        var before = Directory.GetFiles(Path.Combine(Store, "pixels"), "*.npy").ToDictionary(path => path, File.GetLastWriteTimeUtc);
        var store = Run();
        Assert.Equal(whole.Fingerprint, store.Fingerprint);
        Assert.Equal(PreprocessingReport.Read(_folder.File("other")), PreprocessingReport.Read(Store));
        Assert.All(before, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(Store, "sources")),
            path => path.Contains(".part.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 5)] // the last line ends early
    [InlineData(0, 1)] // it lacks its end alone
    [InlineData(1, 0)]
    public void A_journal_that_a_kill_tore_holds_up_to_there(int lines, int bytes)
    {
        var cohort = Cohort.Load(_folder.Path);
        var whole = Preprocessor.Run(cohort, SmallCohort.Options, _folder.File("other"), null, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var seen = new Progress(report =>
        {
            if (report is { Detail: "s1.svs", Share: > 0.5 })
            {
                stop.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Preprocessor.Run(cohort, SmallCohort.Options, Store, seen, stop.Token));
        var journal = Path.Combine(Store, "sources", "p1_wsi0.part.jsonl");
        var before = File.ReadAllLines(journal);
        Assert.InRange(before.Length, 2, 4);
        File.WriteAllText(journal, string.Concat(before[..^lines].Select(line => line + "\n"))[..^bytes]);
        var times = Enumerable.Range(0, before.Length - 1)
            .Select(i => File.GetLastWriteTimeUtc(Path.Combine(Store, "pixels", $"p1_wsi0_{i}.npy"))).ToList();

        Assert.Equal(whole.Fingerprint, Run().Fingerprint);
        Assert.Equal(PreprocessingReport.Read(_folder.File("other")), PreprocessingReport.Read(Store));
        Assert.Equal(times, times.Select((_, i) => File.GetLastWriteTimeUtc(Path.Combine(Store, "pixels", $"p1_wsi0_{i}.npy"))));
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public void A_plan_says_what_is_there_and_what_would_come_and_writes_nothing()
    {
        var cohort = Cohort.Load(_folder.Path);
        var plan = Preprocessor.Plan(cohort, SmallCohort.Options, Store);
        Assert.False(Directory.Exists(Store));
        Assert.Equal(
            [("ct/p1", SourceState.New, 0, 2), ("ct/p2", SourceState.New, 0, 0),
                ("ct/p3", SourceState.New, 0, 1), ("s1.svs", SourceState.New, 0, 8)],
            plan.Select(source => (source.Source, source.State, source.Stored, source.Expected)));

        Run();
        File.AppendAllText(_folder.File("s1.svs"), " ");
        File.WriteAllText(Directory.GetFiles(_folder.File("ct/p3"))[0], "damaged");
        plan = Preprocessor.Plan(cohort, SmallCohort.Options, Store);
        Assert.Equal([SourceState.Done, SourceState.Done, SourceState.Changed, SourceState.Changed], plan.Select(source => source.State));
        Assert.Contains("no DICOM file", plan[2].Problem, StringComparison.Ordinal);
        Assert.Equal([2, 0, 0, 0], plan.Select(source => source.Stored));
    }

    [Fact]
    public void Other_options_make_other_pixels_and_leave_none_of_the_old()
    {
        var first = Run();
        var second = Preprocessor.Run(Cohort.Load(_folder.Path), SmallCohort.Options with { Frames = 8, Size = 6 },
            Store, null, TestContext.Current.CancellationToken);
        Assert.Equal((8, 6), (second.Frames, second.Size));
        Assert.Equal(second.Rows.Count, Directory.GetFiles(Path.Combine(Store, "pixels")).Length);
        Assert.NotEqual(first.Head.OptionsFingerprint, second.Head.OptionsFingerprint);
        Assert.Equal(first.Fingerprint, Run().Fingerprint);
    }

    [Fact]
    public void Sources_that_cannot_be_read_are_listed_and_all_others_are_stored()
    {
        var whole = Preprocessor.Run(Cohort.Load(_folder.Path), SmallCohort.Options,
            _folder.File("other"), null, TestContext.Current.CancellationToken);
        var slice = Directory.GetFiles(_folder.File("ct/p3"))[0];
        var (bytes, slide) = (File.ReadAllBytes(slice), File.ReadAllBytes(_folder.File("s1.svs")));
        File.WriteAllText(slice, "damaged");
        File.WriteAllText(_folder.File("s1.svs"), "damaged");
        var failure = Assert.Throws<InputException>(() => Run());
        Assert.StartsWith("2 of 4 sources cannot be read: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"(and 1 more: {Path.Combine(Store, "unread.csv")}); the others are stored: mend them",
            failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        var unread = UnreadSource.Read(Store);
        Assert.Equal([("p3", Modality.Ct, "ct/p3"), ("p1", Modality.Wsi, "s1.svs")],
            unread.Select(one => (one.PatientId, one.Modality, one.Source)));
        Assert.Contains("no DICOM file", unread[0].Problem, StringComparison.Ordinal);
        Assert.Contains("no TIFF file", unread[1].Problem, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => SequenceStore.Open(Store));
        Assert.Equal(["p1_ct0_0.npy", "p1_ct0_1.npy"], Directory.GetFiles(Path.Combine(Store, "pixels")).Select(Path.GetFileName).Order());

        // one is mended: it alone is worked on, beside the one that is still damaged
        File.WriteAllBytes(_folder.File("s1.svs"), slide);
        var seen = new Progress();
        Assert.StartsWith("1 of 4 sources cannot be read: ",
            Assert.Throws<InputException>(() => Run(seen)).Message, StringComparison.Ordinal);
        Assert.Equal(["ct/p3", "s1.svs"], seen.Reports.Select(report => report.Detail).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("ct/p3", Assert.Single(UnreadSource.Read(Store)).Source);

        File.WriteAllBytes(slice, bytes);
        seen = new Progress();
        Assert.Equal(whole.Fingerprint, Run(seen).Fingerprint);
        Assert.Equal(["ct/p3"], seen.Reports.Select(report => report.Detail).Distinct());
        Assert.Empty(UnreadSource.Read(Store));
    }

    [Theory]
    [InlineData("altered", "differ from their checksum")]
    [InlineData("truncated", "shape")]
    [InlineData("gone", "missing")]
    public void Damaged_pixels_are_noticed_and_made_again(string damage, string says)
    {
        var store = Run();
        var path = Path.Combine(Store, "pixels", store.Rows[0].SeqId + ".npy");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, damage == "truncated" ? bytes[..^1] : bytes);
        if (damage == "gone")
        {
            File.Delete(path);
        }

        var failure = Assert.Throws<InputException>(() => store.ReadPixels(store.Rows[0]));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Run().ReadPixels(store.Rows[0]));
    }

    [Fact]
    public void A_damaged_report_is_written_again()
    {
        Run();
        var report = Path.Combine(Store, "report.csv");
        var whole = File.ReadAllText(report);
        File.WriteAllText(report, whole[..(whole.Length / 2)]);
        Run();
        Assert.Equal(whole, File.ReadAllText(report));
    }

    [Theory]
    [InlineData("store.json", "{", "store.json:1")]
    [InlineData("store.json", "{\"typing\": \"thymic\"}", "no labels, frames or size")]
    [InlineData("sequences.csv", "seq_id,modality\na,ct\n", "no column")]
    [InlineData("sequences.csv", "seq_id,modality,patient_id,label,split,source,first,count,sha256\na,ct,p,B2,,s,x,4,\n",
        "sequences.csv:2")]
    [InlineData("sequences.csv", "seq_id,modality,patient_id,label,split,source,first,count,sha256\n../a,ct,p,B2,,s,0,4,\n",
        "sequences.csv:2")]
    [InlineData("sequences.csv", "seq_id,modality,patient_id,label,split,source,first,count,sha256\na,ct,p,G9,,s,0,4,\n", "label 'G9'")]
    public void A_store_that_does_not_hold_together_is_refused(string file, string text, string says)
    {
        Run();
        File.WriteAllText(Path.Combine(Store, file), text);
        var failure = Assert.Throws<InputException>(() => SequenceStore.Open(Store));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.NotEmpty(Run().Rows);
    }

    private SequenceStore Run(IProgress<WorkProgress>? progress = null) =>
        Preprocessor.Run(Cohort.Load(_folder.Path), SmallCohort.Options, Store, progress, TestContext.Current.CancellationToken);

    private sealed class Progress(Action<WorkProgress>? then = null) : IProgress<WorkProgress>
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
