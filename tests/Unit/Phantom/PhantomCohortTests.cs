using System.Security.Cryptography;
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Phantom;
using MhdNet.Runtime;
using MhdNet.Tests.Runtime;

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

    [Fact]
    public async Task Of_two_at_once_in_one_folder_one_draws_and_one_waits()
    {
        var options = new PhantomOptions { Preset = Tiny };
        var (others, begun) = (new Waiter(), new Waiter());
        var first = Task.Run(() => PhantomCohort.Write(Folder("both"),
            options, new OnceOther(begun, others), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        begun.IsWaiting.Wait(TestContext.Current.CancellationToken);
        PhantomCohort.Write(Folder("both"), options, others, TestContext.Current.CancellationToken);
        await first;
        Assert.All(others.Reports, report => Assert.Equal(FolderLock.Waiting, report.Task));
        Assert.True(PhantomCohort.IsComplete(Folder("both"), options));
    }

    [Fact]
    public void A_patient_rendered_alone_has_the_bytes_it_has_in_the_cohort()
    {
        var options = new PhantomOptions { Preset = Tiny, Seed = 9 };
        PhantomCohort.Write(Folder("all"), options, null, TestContext.Current.CancellationToken);
        var patient = PhantomPatient.Plan(options)[2];
        var parameters = PhantomParameters.Draw(9, patient.Key, patient.Type, options.Knobs);
        var ct = PhantomThorax.Render(9, patient.Key, parameters, Tiny.CtSize, patient.Slices, options.Knobs.CtNoise);
        DicomWriter.Write(Folder("alone/ct"), ct, PhantomPerson.Draw(9, patient.Key, patient.Id), 9, patient.Layout);
        var slide = PhantomTissue.Render(9, patient.Key, 0, patient.Type, parameters.Tissue, Tiny.SlideSize);
        SvsWriter.WritePyramid(Folder($"alone/{patient.Id}-1.svs"), new(slide.Size, slide.Size, slide.Rgb),
            PhantomTissue.MicronsPerPixel, $"{patient.Id}-1");
        Assert.Equal(33, Contents("alone").Count);
        Assert.Equal(Contents("alone"), Contents($"all/patients/{patient.Id}")
            .Where(line => !line.StartsWith(PhantomRecord.FileName, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_finished_cohort_is_left_alone_and_more_extra_patients_are_added_to_it()
    {
        var options = new PhantomOptions { Preset = Tiny, ExtraTest = 1 };
        PhantomCohort.Write(Folder("x"), options, null, TestContext.Current.CancellationToken);
        Assert.True(PhantomCohort.IsComplete(Folder("x"), options));
        var reports = new Reports();
        PhantomCohort.Write(Folder("x"), options, reports, TestContext.Current.CancellationToken);
        Assert.Equal(0, reports.Count);

        var record = Path.Combine(Folder("x"), "patients", "T0001", PhantomRecord.FileName);
        var time = File.GetLastWriteTimeUtc(record);
        PhantomCohort.Write(Folder("x"), options with { ExtraTest = 2 }, reports, TestContext.Current.CancellationToken);
        Assert.Equal(10, reports.Count);
        Assert.Equal(time, File.GetLastWriteTimeUtc(record));
        PhantomCohort.Write(Folder("x"), options, null, TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(Path.Combine(Folder("x"), "patients", "T0002")));
    }

    [Fact]
    public void Extra_patients_get_slides_without_a_byte_of_anything_else_changing()
    {
        var options = new PhantomOptions { Preset = Tiny, ExtraTest = 3 };
        PhantomCohort.Write(Folder("ct"), options, null, TestContext.Current.CancellationToken);
        PhantomCohort.Write(Folder("paired"), options with { ExtraWithPathology = 2 }, null, TestContext.Current.CancellationToken);
        var (ct, paired) = (Contents("ct/patients"), Contents("paired/patients"));
        string[] slides = ["T0001/T0001-1.svs", "T0002/T0002-1.svs"];
        Assert.Equal(slides, paired.Except(ct).Select(line => line.Split(' ')[0])
            .Where(name => !name.EndsWith(PhantomRecord.FileName, StringComparison.Ordinal)));
        // the number of slides
        Assert.Equal(["T0001/patient.json", "T0002/patient.json"], ct.Except(paired).Select(line => line.Split(' ')[0]));
        Assert.Equal(10, Cohort.Load(Folder("paired")).Slides.Count);

        // asked for later, and taken back
        PhantomCohort.Write(Folder("ct"), options with { ExtraWithPathology = 2 }, null, TestContext.Current.CancellationToken);
        Assert.Equal(Contents("paired"), Contents("ct"));
        Assert.False(PhantomCohort.IsComplete(Folder("paired"), options));
        PhantomCohort.Write(Folder("paired"), options, null, TestContext.Current.CancellationToken);
        Assert.Equal(ct, Contents("paired/patients"));
    }

    [Theory] // the folders of before are the folders of now
    [InlineData(0, "73cfded2ecfa5f0c")]
    [InlineData(300, "2f01a46d6b8f623c")]
    public void Without_pathology_of_extra_patients_the_options_have_the_name_they_always_had(int extra, string name) =>
        Assert.Equal(name,
            new PhantomOptions { Preset = PhantomPreset.Table1 with { Name = "demo" }, Seed = 1, ExtraTest = extra }.Fingerprint);

    [Fact]
    public void Other_options_and_a_killed_writer_leave_nothing_behind()
    {
        PhantomCohort.Write(Folder("was"), new() { Preset = Tiny, Seed = 1, ExtraTest = 2 }, null, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(Folder("was"), "patients", ".P001.0123.tmp"));
        PhantomCohort.Write(Folder("was"), new() { Preset = Tiny, Seed = 2 }, null, TestContext.Current.CancellationToken);
        PhantomCohort.Write(Folder("new"), new() { Preset = Tiny, Seed = 2 }, null, TestContext.Current.CancellationToken);
        Assert.Equal(Contents("new"), Contents("was"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Folder("was"), "patients"), ".*"));
    }

    [Fact]
    public void What_is_written_loads_as_a_synthetic_cohort()
    {
        PhantomCohort.Write(Folder("c"), new() { Preset = Tiny, ExtraTest = 3 }, null, TestContext.Current.CancellationToken);
        var cohort = Cohort.Load(Folder("c"));
        Assert.True(cohort.Synthetic);
        Assert.Contains("SYNTHETIC", cohort.Description, StringComparison.Ordinal);
        Assert.Equal(LabelSet.Thymic, cohort.Labels);
        Assert.Equal((11, 11, 8), (cohort.Patients.Count, cohort.Ct.Count, cohort.Slides.Count));
        Assert.Equal(3, cohort.Patients.Count(patient => patient.Split == "extra"));
        Assert.All(cohort.Ct, entry => Assert.InRange(entry.TumourFirst!.Value, 0, entry.TumourLast!.Value));
        Assert.All(cohort.Slides, entry => Assert.True(File.Exists(cohort.PathOf(entry.Slide))));
        Assert.Equal(12, File.ReadAllLines(Path.Combine(Folder("c"), PhantomCohort.ParametersName)).Length);
    }

    [Fact]
    public void A_folder_with_something_else_in_it_is_refused_and_kept()
    {
        Directory.CreateDirectory(Folder("mine"));
        File.WriteAllText(Path.Combine(Folder("mine"), "patients.csv"), "patient_id,label,split\n");
        var error = Assert.Throws<InputException>(() => PhantomCohort.Write(Folder("mine"),
            new() { Preset = Tiny }, null, TestContext.Current.CancellationToken));
        Assert.Contains("no synthetic cohort", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(Folder("mine")));
    }

    [Fact]
    public void A_folder_that_is_a_file_and_a_negative_number_are_one_line_each()
    {
        File.WriteAllText(Folder("file"), "");
        foreach (var (folder, extra, paired) in new[] { ("file", 0, 0), ("negative", -1, 0), ("pathology", 2, -1), ("more", 2, 3) })
        {
            var error = Assert.Throws<InputException>(
                () => PhantomCohort.Write(Folder(folder), new() { Preset = Tiny, ExtraTest = extra, ExtraWithPathology = paired },
                    null, TestContext.Current.CancellationToken));
            Assert.DoesNotContain('\n', error.Message);
            Assert.Equal(folder == "file", Path.Exists(Folder(folder))); // nothing was begun
        }

        Assert.All(new[] { 0, 8 }, test => Assert.Contains("give 1 to 7", Assert.Throws<InputException>(() => PhantomCohort.Write(
            Folder("test"), new() { Preset = Tiny, Test = test }, null, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal));
    }

    private string Folder(string name) => Path.Combine(_root, name);

    private List<string> Contents(string name) =>
        [.. Directory.GetFiles(Folder(name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(Folder(name), file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];

    private sealed class Reports : IProgress<WorkProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(WorkProgress value) => Interlocked.Increment(ref _count);
    }

    /// <summary>Passes a report on, and goes on once another waits.</summary>
    private sealed class OnceOther(Waiter begun, Waiter other) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            begun.Report(value);
            other.IsWaiting.Wait(TestContext.Current.CancellationToken);
        }
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
