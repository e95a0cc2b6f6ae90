
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Phantom;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Phantom;

/// <summary>A cohort that keeps the raw files of a few patients is the same cohort: the others' are drawn when they are needed.</summary>
public sealed class PhantomSourceTests(PhantomSourceTests.Drawn drawn) : IClassFixture<PhantomSourceTests.Drawn>, IDisposable
{
    private static readonly PhantomOptions Few = new()
    {
        Preset = new("tiny", [1, 1, 1, 1, 1, 1, 1, 1], 32, 48, 2, 512) { RawPatients = 3 },
        Seed = 5,
        ExtraTest = 2,
        ExtraWithPathology = 1,
    };

    private static readonly PreprocessingOptions Small = new() { Frames = 3, Size = 32, PatchSize = 128 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sequences_reports_and_facts_are_those_of_the_cohort_with_all_files()
    {
        var (few, all) = (Write("few", Few), Write("all", Few with { RawAll = true }));
        Assert.Equal(3, Raw("few").Count);
        Assert.Equal(10, Raw("all").Count);
        Assert.DoesNotContain("phantom\"", File.ReadAllText(_folder.File("all/cohort.json")), StringComparison.Ordinal);

        var (drawn, read) = (Preprocess(few), Preprocess(all));
        Assert.Equal(read.Rows, drawn.Rows);
        Assert.Equal(read.Fingerprint, drawn.Fingerprint);
        Assert.Equal(9, drawn.Rows.Where(row => row.Modality == Modality.Wsi).DistinctBy(row => row.PatientId).Count());
        Assert.All(drawn.Rows, row => Assert.Equal(read.ReadPixels(row), drawn.ReadPixels(row)));
        Assert.Equal(PreprocessingReport.Read(read.Folder), PreprocessingReport.Read(drawn.Folder));
        Assert.All(Preprocessor.Plan(few, Small, drawn.Folder), plan => Assert.Equal(SourceState.Done, plan.State));

        var (there, told) = (Inspect("all"), Inspect("few"));
        Assert.Empty(told.Problems);
        Assert.Equal((0, 19), (there.Drawn, told.Drawn)); // 5 series, 10 slides, and the extra patients' two series and two slides
        Assert.Matches("^[0-9a-f]{16}$", told.Fingerprint!);
        Assert.Equal(there.Slides, told.Slides);
        Assert.Equal(there.Series.Select(Comparable), told.Series.Select(Comparable));
    }

    [Fact]
    public void What_is_to_come_is_known_without_drawing()
    {
        var (few, all) = (Write("few", Few), Write("all", Few with { RawAll = true }));
        var (drawn, read) = (Preprocessor.Plan(few, Small, _folder.File("none")), Preprocessor.Plan(all, Small, _folder.File("none")));
        Assert.Equal(read, drawn);
        Assert.Contains(drawn, plan => plan.Expected > 0);
    }

    [Fact]
    public void Drawn_files_are_gone_after_use_and_kept_ones_stay()
    {
        var cohort = Write("few", Few);
        foreach (var (source, stays) in new[] { ("patients/P001/ct", true),
            ("patients/P008/ct", false), ("patients/P008/P008-2.tif", false) })
        {
            string path;
            using (var raw = cohort.Open(source))
            {
                path = raw.Path;
                Assert.True(Path.Exists(path));
            }

            Assert.Equal(stays, Path.Exists(path));
            Assert.Equal(stays, path == cohort.PathOf(source));
            Assert.Equal(stays, Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(path))));
        }
    }

    [Fact]
    public void Interrupted_preprocessing_goes_on_to_the_same_sequences()
    {
        var cohort = Write("few", Few);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Preprocessor.Run(cohort,
            Small, _folder.File("cut"), new StopAfter(12, stop), stop.Token));
        Assert.False(SequenceStore.IsFinished(_folder.File("cut")));
        var resumed = Preprocessor.Run(cohort, Small, _folder.File("cut"), null, TestContext.Current.CancellationToken);
        Assert.Equal(Preprocess(cohort).Fingerprint, resumed.Fingerprint);
    }

    [Fact]
    public void All_files_can_be_asked_for_later_and_then_they_stay()
    {
        Write("x", Few);
        var first = _folder.File("x/patients/P001/patient.json");
        var time = File.GetLastWriteTimeUtc(first);
        Assert.False(PhantomCohort.IsComplete(_folder.File("x"), Few with { RawAll = true }));
        Write("x", Few with { RawAll = true });
        Write("whole", Few with { RawAll = true });
        Assert.Equal(time, File.GetLastWriteTimeUtc(first));
        Assert.Equal(Files("whole"), Files("x"));

        Write("x", Few);
        Assert.Equal(Files("whole"), Files("x"));
        Assert.True(PhantomCohort.IsComplete(_folder.File("x"), Few));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("of another version")]
    public void Without_its_record_a_patient_cannot_be_drawn_and_one_line_says_what_to_do(string record)
    {
        Write("few", Few);
        var path = _folder.File("few/patients/P005/patient.json");
        if (record == "gone")
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, File.ReadAllText(path).Replace("\"Fingerprint\":\"", "\"Fingerprint\":\"0", StringComparison.Ordinal));
        }

        Assert.Equal(3, Inspect("few").Problems.Count); // a series and two slides
        var error = Assert.Throws<InputException>(() => Cohort.Load(_folder.File("few")));
        Assert.Contains("ct.csv:6: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("run `mhdnet cohort phantom` again", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("\"ctSize\": 32", "\"ctSize\": 2000000000")]
    [InlineData("\"slideSize\": 512", "\"slideSize\": -1")]
    [InlineData("\"ctSlices\": 48", "\"ctSlices\": \"many\"")]
    public void Sizes_that_cannot_be_drawn_are_refused(string said, string hostile)
    {
        Write("few", Few);
        var head = _folder.File("few/cohort.json");
        Assert.Contains(said, File.ReadAllText(head), StringComparison.Ordinal);
        File.WriteAllText(head, File.ReadAllText(head).Replace(said, hostile, StringComparison.Ordinal));
        Assert.Contains("cohort.json:", Assert.Throws<InputException>(() => Cohort.Load(_folder.File("few"))).Message,
            StringComparison.Ordinal);
    }

    private Cohort Write(string name, PhantomOptions options)
    {
        if (!Directory.Exists(_folder.File(name)))
        {
            drawn.CopyTo(_folder.File(name), options.RawAll);
        }

        PhantomCohort.Write(_folder.File(name), options, null, TestContext.Current.CancellationToken);
        return Cohort.Load(_folder.File(name));
    }

    private static SequenceStore Preprocess(Cohort cohort) =>
        Preprocessor.Run(cohort, Small, Path.Combine(cohort.Folder, "sequences"), null, TestContext.Current.CancellationToken);

    private CohortInspection Inspect(string name) =>
        CohortInspection.Inspect(_folder.File(name), contents: true, cancellation: TestContext.Current.CancellationToken);

    private List<string> Raw(string name) =>
        [.. Directory.GetDirectories(_folder.File(name + "/patients")).Where(patient => Directory.Exists(Path.Combine(patient, "ct")))];

    private List<string> Files(string name) =>
    [
        .. Directory.GetFiles(_folder.File(name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(_folder.File(name), file)} "
                + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    private static string Comparable(SeriesFacts facts) => $"{facts with { Notes = [] }}";

    /// <summary>The cohort with the raw files of a few and with those of all, drawn once: each test changes copies.</summary>
    public sealed class Drawn : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Drawn()
        {
            PhantomCohort.Write(_folder.File("few"), Few, null, TestContext.Current.CancellationToken);
            PhantomCohort.Write(_folder.File("all"), Few with { RawAll = true }, null, TestContext.Current.CancellationToken);
        }

        public void CopyTo(string folder, bool rawAll)
        {
            var source = _folder.File(rawAll ? "all" : "few");
            foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        public void Dispose() => _folder.Dispose();
    }

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
