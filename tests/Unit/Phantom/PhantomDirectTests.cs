using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Phantom;

namespace MhdNet.Tests.Data.Phantom;

/// <summary>
/// Sequences of a patient that is drawn into memory are, byte for byte, those of the patient's files: for every type, every layout of DICOM
/// files, a short series, a pyramid and a plain TIFF, whatever is asked of the slides.
/// </summary>
public sealed class PhantomDirectTests(PhantomDirectTests.Cohorts cohorts) : IClassFixture<PhantomDirectTests.Cohorts>
{
    public static TheoryData<string, PreprocessingOptions> Ways => new()
    {
        { "demo", new() { Frames = 4, Size = 64, FieldOfViewMillimetres = 180 } },
        { "one frame each, of every size", new() { Frames = 1, Size = 48, PatchSize = 100 } },
        { "a coarser level", new() { Frames = 1, Size = 32, PatchSize = 64, MicronsPerPixel = 2, MinimumNuclei = 0 } },
        { "the coarsest level", new() { Frames = 1, Size = 16, PatchSize = 16, MicronsPerPixel = 8, MinimumNuclei = 0, MaximumWhite = 1 } },
        { "normalised stains", new() { Frames = 2, Size = 32, PatchSize = 128, NormaliseStain = true } },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Drawn_into_memory_or_read_from_files_the_sequences_are_the_same(string way, PreprocessingOptions options)
    {
        var (read, drawn) = (cohorts.Preprocess("read", options), cohorts.Preprocess("drawn", options));
        Assert.NotEmpty(way);
        Assert.Equal(8, read.Rows.Where(row => row.Modality == Modality.Wsi).DistinctBy(row => row.PatientId).Count());
        Assert.Equal(read.Rows, drawn.Rows);
        Assert.All(read.Rows, row => Assert.Equal(read.ReadPixels(row), drawn.ReadPixels(row)));
        Assert.Equal(PreprocessingReport.Read(read.Folder), PreprocessingReport.Read(drawn.Folder));
    }

    [Fact]
    public void The_sample_holds_every_type_and_layout()
    {
        var patients = PhantomPatient.Plan(Cohorts.Options);
        Assert.Equal(8, patients.DistinctBy(patient => patient.Type).Count());
        Assert.Equal(3, patients.DistinctBy(patient => patient.Layout).Count());
        Assert.Equal(2, patients.DistinctBy(patient => patient.PlainTiff).Count());
        Assert.Equal(2, patients.DistinctBy(patient => patient.Slices).Count());
        Assert.Empty(Directory.GetDirectories(Path.Combine(cohorts.Folder, "drawn", "patients"), "ct", SearchOption.AllDirectories));
    }

    /// <summary>One patient of each type, with all files and with none.</summary>
    public sealed class Cohorts : IDisposable
    {
        internal static readonly PhantomOptions Options = new()
        {
            Preset = new("sample", [1, 1, 1, 1, 1, 1, 1, 1], 80, 64, 1, 592) { RawPatients = 0 },
            Seed = 6,
        };

        private readonly TemporaryFolder _folder = new();

        public Cohorts()
        {
            PhantomCohort.Write(_folder.File("drawn"), Options, null, TestContext.Current.CancellationToken);
            PhantomCohort.Write(_folder.File("read"), Options with { RawAll = true }, null, TestContext.Current.CancellationToken);
        }

        public string Folder => _folder.Path;

        public SequenceStore Preprocess(string cohort, PreprocessingOptions options) => Preprocessor.Run(
            Cohort.Load(_folder.File(cohort)), options, _folder.File($"{cohort}-{options.Fingerprint}"), null,
            TestContext.Current.CancellationToken);

        public void Dispose() => _folder.Dispose();
    }
}
