using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Phantom;
using MhdNet.Phantom.Ceilings;

namespace MhdNet.Tests.Data.Phantom.Lung;

public sealed class LungCohortTests : IDisposable
{
    private static readonly PhantomPreset Tiny =
        PhantomPreset.Lung with { Name = "tiny", PatientsPerType = [4, 4, 4], CtSize = 48, CtSlices = 48, SlideSize = 256 };

    private static readonly PreprocessingOptions Small = new() { Frames = 3, Size = 32, PatchSize = 128 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fifty_patients_of_three_grades_and_any_other_number()
    {
        Assert.Equal((50, 3), (PhantomPreset.Lung.Patients, PhantomPreset.Lung.PatientsPerType.Count));
        Assert.Equal([67, 67, 66], PhantomPreset.Lung.Of(200, balanced: true).PatientsPerType);
        Assert.Equal([160, 520, 320], PhantomPreset.Lung.Of(1000).PatientsPerType);
        Assert.Same(PhantomDisease.Lung, PhantomPreset.Lung.Of(1000).Disease);
        var extra = PhantomPatient.Plan(new() { Preset = PhantomPreset.Lung, ExtraTest = 6 }).Where(patient => patient.Split == "extra");
        Assert.All(extra.CountBy(patient => patient.Type), pair => Assert.Equal(2, pair.Value));
    }

    [Fact]
    public void What_is_written_loads_as_a_synthetic_cohort_of_grades_in_which_nobody_marked_the_tumour()
    {
        var cohort = Write("c", new() { Preset = Tiny, ExtraTest = 3, ExtraWithPathology = 1 });
        Assert.Equal((LabelSet.LungGrade, true), (cohort.Labels, cohort.Synthetic));
        Assert.Equal((15, 15, 13), (cohort.Patients.Count, cohort.Ct.Count, cohort.Slides.Count));
        Assert.All(cohort.Ct, entry => Assert.True(entry is { TumourFirst: null, TumourLast: null }));
        var truth = File.ReadLines(_folder.File("c/phantom.csv")).Select(line => line.Split(',')).ToList();
        Assert.Equal(["ct_tumor_first", "ct_tumor_last"], truth[0][^2..]);
        Assert.All(truth[1..], row => Assert.True(int.Parse(row[^2]) >= 0 && int.Parse(row[^2]) <= int.Parse(row[^1])));

        var store = Preprocessor.Run(cohort, Small, _folder.File("s"), null, TestContext.Current.CancellationToken);
        Assert.All(store.Rows, row => Assert.Contains(row.Label, LabelSet.LungGrade.Types));
        Assert.Equal(15, store.Rows.Where(row => row.Modality == Modality.Ct).DistinctBy(row => row.PatientId).Count());
        Assert.Equal(13, store.Rows.Where(row => row.Modality == Modality.Wsi).DistinctBy(row => row.PatientId).Count());
    }

    [Fact]
    public void Marked_it_says_which_slices_show_the_nodule_and_no_patient_changes()
    {
        var plain = new PhantomOptions { Preset = Tiny };
        var marked = plain with { Marked = true };
        Write("c", plain);
        var record = _folder.File("c/patients/P001/patient.json");
        var time = File.GetLastWriteTimeUtc(record);
        var cohort = Write("c", marked);
        var truth = File.ReadLines(_folder.File("c/phantom.csv")).Skip(1).Select(line => line.Split(',')[^2..]);
        Assert.Equal(truth, cohort.Ct.Select(entry => new[] { $"{entry.TumourFirst}", $"{entry.TumourLast}" }));
        Assert.Equal(time, File.GetLastWriteTimeUtc(record));
        Assert.NotEqual(plain.Fingerprint, marked.Fingerprint);
        var thymic = new PhantomOptions();
        Assert.Equal(thymic.Fingerprint, (thymic with { Marked = true }).Fingerprint); // it always says so
    }

    [Fact]
    public void Patients_whose_files_are_not_kept_are_drawn_with_the_same_pixels_and_the_same_bytes_whatever_the_number()
    {
        var few = Write("few", new() { Preset = Tiny with { RawPatients = 2 }, Seed = 4 });
        var all = Write("all", new() { Preset = Tiny, Seed = 4 });
        Assert.Contains("\"disease\": \"lung\"", File.ReadAllText(_folder.File("few/cohort.json")), StringComparison.Ordinal);
        var (drawn, read) = (Preprocess(few), Preprocess(all));
        Assert.Equal(read, drawn);
        Assert.NotEmpty(drawn);

        // the same patient beside others
        var more = Write("more", new() { Preset = Tiny with { PatientsPerType = [4, 4, 4] }, Seed = 4, ExtraTest = 2 });
        Assert.Equal(read, Preprocess(more)[..read.Count]);
    }

    [Fact]
    public void Another_disease_is_another_cohort_and_a_finished_one_is_left_alone()
    {
        var lung = new PhantomOptions { Preset = Tiny };
        Assert.NotEqual(
            lung.Fingerprint, (lung with { Preset = Tiny with { Disease = PhantomDisease.Thymus } }).Fingerprint);
        Write("c", lung);
        var record = _folder.File("c/patients/P001/patient.json");
        var time = File.GetLastWriteTimeUtc(record);
        Write("c", lung with { ExtraTest = 1 });
        Assert.Equal(time, File.GetLastWriteTimeUtc(record));
    }

    [Fact]
    public void Its_images_are_measured_as_lungs_are()
    {
        var cohort = Write("c", new() { Preset = Tiny });
        var ceilings = PhantomCeilings.OfImages(cohort, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["CT", "pathology", "both"], ceilings.Select(ceiling => ceiling.Modality));
        Assert.All(ceilings, ceiling => Assert.Equal(12, ceiling.Patients));
    }

    private Cohort Write(string name, PhantomOptions options)
    {
        PhantomCohort.Write(_folder.File(name), options, null, TestContext.Current.CancellationToken);
        return Cohort.Load(_folder.File(name));
    }

    private static List<string> Preprocess(Cohort cohort)
    {
        var store = Preprocessor.Run(
            cohort, Small, Path.Combine(cohort.Folder, "sequences"), null, TestContext.Current.CancellationToken);
        return [.. store.Rows.OrderBy(row => row.PatientId, StringComparer.Ordinal).Select(row => $"{row.SeqId} {row.Sha256}")];
    }
}
