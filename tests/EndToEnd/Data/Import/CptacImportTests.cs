
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Import;
using MhdNet.Runtime;
using MhdNet.Tests.Cli;

namespace MhdNet.Tests.Data.Import;

public sealed class CptacImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CptacTree _tree;

    public CptacImportTests() => _tree = new CptacTree(_folder.Path);

    public void Dispose() => _folder.Dispose();

    private string Out => _folder.File("my cohort");

    [Fact]
    public async Task A_download_becomes_a_cohort_that_is_checked_and_preprocessed()
    {
        _tree.Series("C3N-00294", "SCOUT", 1, imageType: @"ORIGINAL\PRIMARY\LOCALIZER");
        var soft = _tree.Series("C3N-00294", "AX STD, 2.5 MM", kernel: "STANDARD", backslashes: true);
        _tree.Series("C3N-00294", "AX LUNG 1.25", 60, kernel: "LUNG");
        _tree.Series("C3N-00294", "PET AC", 70, modality: "PT");
        var alone = _tree.Series("C3L-00001", "Thorax B70f", kernel: "B70f");
        _tree.Slide("C3N-00294-21", width: 1120, height: 1120);
        _tree.Slide("C3N-00294-22", specimen: "normal_tissue");
        _tree.Slide("C3L-00101-21", tumour: "LSCC");
        _tree.Write();
        var clinical = _tree.Gdc(("C3N-00294", "G2"), ("C3L-00001", "G3"), ("C3N-09999", "G1"));

        var answer = await Mhdnet.RunAsync("cohort", "import-cptac",
            "--ct", _tree.Ct, "--slides", _tree.Slides, "--cohort", _tree.SlideTable, "--clinical", clinical, "-o", Out);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("labels: 1 G2, 1 G3", answer.Output, StringComparison.Ordinal);
        Assert.Contains("dropped 1 series: modality other than CT", answer.Output, StringComparison.Ordinal);
        Assert.Contains("1 kept patient has CT alone, such as C3L-00001", answer.Output, StringComparison.Ordinal);
        Assert.Contains("1 case of the clinical table has neither CT nor tumour slide here", answer.Output, StringComparison.Ordinal);

        var cohort = Cohort.Load(Out);
        Assert.Equal((LabelSet.LungGrade, false), (cohort.Labels, cohort.Synthetic));
        Assert.Equal([new Patient("C3L-00001", "G3", ""), new Patient("C3N-00294", "G2", "")], cohort.Patients);
        Assert.Equal([new CtEntry("C3L-00001", alone, null, null), new CtEntry("C3N-00294", soft, null, null)], cohort.Ct);
        Assert.Equal(new SlideEntry("C3N-00294", Path.Combine(_tree.Slides, "LUAD", "C3N-00294-21.svs"), "tumor_tissue"),
            Assert.Single(cohort.Slides));

        answer = await Mhdnet.RunAsync("cohort", "check", Out);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        answer = await Mhdnet.RunAsync("preprocess", "--cohort", Out);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("3 sequences of 24 frames", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_series_that_is_not_taken_has_its_reason()
    {
        _tree.Series("C3N-1", "a", 50, kernel: "LUNG");
        var taken = _tree.Series("C3N-1", "b", 60, kernel: "STANDARD");
        _tree.Series("C3N-1", "c", 55, kernel: "STANDARD");
        _tree.Series("C3N-1", "d", 47);
        _tree.Series("C3N-1", "e", 50, imageType: @"DERIVED\SECONDARY\REFORMATTED");
        _tree.Series("C3N-1", "f", 50, announced: 66);
        _tree.Series("C3N-1", "g", location: "./CPTAC-LUAD/C3N-1/not fetched");
        _tree.Series("C3N-1", "h", location: "../../../etc");
        _tree.Series("C3N-1", "i", inFiles: "C3N-2");
        File.WriteAllText(Path.Combine(_tree.Series("C3N-1", "j", 99, kernel: "SOFT"), "1-50.dcm"), "torn");
        File.WriteAllText(Path.Combine(_tree.Series("C3N-1", "k", 98, kernel: "SOFT"), "1-02.dcm"), "torn");
        _tree.Series("C3N-1", "l", 97, kernel: "SOFT", unit: "MGML");
        _tree.Series("C3N-1", "m", 96, kernel: "SOFT", twoPhases: true);
        _tree.Series("C3N-2", "AX");
        var report = Import(("C3N-1", "G1"), ("C3N-2", "G2"));
        Assert.Equal(
            [
                ("a", "another series was preferred"), ("b", ""), ("c", "another series was preferred"),
                ("d", "fewer than 48 slices"), ("e", "not axial"), ("f", "incomplete"),
                ("g", "not there"), ("h", "a location outside the download"),
                ("i", "files of another patient"), ("j", "files that cannot be read"), ("k", "a series that cannot be used"),
                ("l", "values other than Hounsfield units"), ("m", "a series that cannot be used"),
            ],
            report.Items.Where(item => item is { Kind: "series", PatientId: "C3N-1" })
            .Select(item => (Name(item), item.Reason)).OrderBy(item => item.Item1, StringComparer.Ordinal));
        Assert.Equal(taken, Cohort.Load(Out).Ct[0].Series);
        Assert.Contains("60 slices, kernel STANDARD (soft), 'b'", Assert.Single(report.Items,
            item => item is { Kind: "series", PatientId: "C3N-1", Kept: true }).Detail, StringComparison.Ordinal);
        Assert.Empty(CohortInspection.Inspect(Out, contents: true, cancellation: TestContext.Current.CancellationToken).Problems);

        static string Name(ImportItem item) => item.Reason == "a location outside the download" ? "h"
            : item.Reason == "not there" ? "g" : Path.GetFileName(item.Source).Split('-')[1];
    }

    [Fact]
    public void Ties_are_settled_by_date_and_name()
    {
        _tree.Series("C3N-1", "late", date: "20110101");
        var early = _tree.Series("C3N-1", "early", date: "20100101");
        _tree.Series("C3N-1", "early again", date: "20100101");
        Import(("C3N-1", "G1"));
        Assert.Equal(early, Assert.Single(Cohort.Load(Out).Ct).Series);
    }

    [Fact]
    public void Without_metadata_the_folders_are_searched()
    {
        var taken = _tree.Series("C3N-1", "AX 2.5");
        _tree.Series("C3N-1", "PET", modality: "PT");
        var report = Import(metadata: false, ("C3N-1", "G1"));
        Assert.Equal(taken, Assert.Single(Cohort.Load(Out).Ct).Series);
        Assert.Contains(report.Notes, note => note.Contains("no metadata.csv: its folders were searched", StringComparison.Ordinal));
        Assert.Single(report.Items, item => item is { Reason: "modality other than CT", Detail: "PT" });
    }

    [Fact]
    public void Slides_and_patients_that_are_not_taken_have_their_reason()
    {
        foreach (var patient in (string[])["C3N-1", "C3N-2", "C3N-3", "C3N-4", "C3N-5"])
        {
            _tree.Series(patient, "AX");
        }

        _tree.Slide("C3N-1-21", width: 64, height: 64);
        _tree.Slide("C3N-1-21");
        _tree.Slide("C3N-1-22");
        _tree.Slide("C3N-2-21", patient: "C3N-1", width: 64, height: 64);
        _tree.Slide("C3N-2-22", width: 64, height: 64);
        _tree.Slide("C3N-6-21", width: 64, height: 64);
        _tree.Slide("C3N-1-23", width: 64, height: 64);
        File.WriteAllText(Path.Combine(_tree.Slides, "LUAD", "C3N-1-23.svs"), "torn");
        _folder.Write("CPTAC slides/LUAD/C3N-7-21.svs", "not listed");
        var report = Import(("C3N-1", "G1"), ("C3N-2", "GX"), ("C3N-3", "G1"),
            ("C3N-3", "G2 Moderately differentiated"), ("C3N-4", "'--"), ("C3N-6", "G2"));
        Assert.Equal(
            [
                ("C3N-1", "", "G1"), ("C3N-2", "no grade G1 to G3", "GX"),
                ("C3N-3", "several grades", "G1, G2 Moderately differentiated"), ("C3N-4", "no grade G1 to G3", "'--"),
                ("C3N-5", "not in the clinical table", ""), ("C3N-6", "no usable CT series", "0 series, grade G2"),
            ],
            report.Items.Where(item => item.Kind == "patient").Select(item => (item.PatientId, item.Reason, item.Detail)).Order());
        Assert.Equal(
            ["", "a slide that cannot be used", "its patient was left out", "its patient was left out",
                "listed twice", "no such file", "not in the cohort table", "slide and case contradict each other"],
            report.Items.Where(item => item.Kind == "slide").Select(item => item.Reason).Order(StringComparer.Ordinal));
        Assert.Equal("C3N-1", Assert.Single(Cohort.Load(Out).Slides).PatientId);
        Assert.Equal(4, report.Items.Count(item => item is { Kind: "series", Reason: "its patient was left out" }));
    }

    [Theory]
    [InlineData("Patient_ID", "histologic_grade")]
    [InlineData("case_id", "cptac_path/histologic_grade")]
    [InlineData("Case_ID", "histologic_grade")]
    [InlineData("cases.submitter_id", "diagnoses.tumor_grade")]
    public void Clinical_tables_of_either_source_are_read(string key, string grade)
    {
        _tree.Series("C3N-1", "AX");
        _tree.Write();
        Run(_tree.PanCancer(key, grade, ("C3N-1", "G2 Moderately differentiated"), ("C3N-1.N", "")));
        Assert.Equal(new Patient("C3N-1", "G2", ""), Assert.Single(Cohort.Load(Out).Patients));
    }

    [Fact]
    public void What_cannot_be_imported_at_all_is_one_line_and_writes_nothing()
    {
        _tree.Series("C3N-1", "AX", 3);
        _tree.Slide("C3N-1-21");
        _tree.Write();
        var clinical = _tree.Gdc(("C3N-1", "G1"));
        Refused("none of 1 patients has a grade and a usable CT series (C3N-1: no usable CT series, 1 series, grade G1)",
            () => Run(clinical));
        Refused("no column of grades", () => Run(_tree.PanCancer("Patient_ID", "stage", ("C3N-1", "G1"))));
        Refused("no column of cases", () => Run(_tree.PanCancer("id", "tumor_grade", ("C3N-1", "G1"))));
        Refused("no such file", () => Run(_folder.File("gone.tsv")));
        Refused("no such folder", () => CptacImport.Run(_folder.File("gone"),
            _tree.Slides, _tree.SlideTable, clinical, Out, cancellation: TestContext.Current.CancellationToken));
        Refused("no such folder", () => CptacImport.Run(_tree.Ct, _folder.File("gone"),
            _tree.SlideTable, clinical, Out, cancellation: TestContext.Current.CancellationToken));
        Refused("no metadata.csv and no folder with .dcm files", () => CptacImport.Run(_tree.Slides,
            _tree.Slides, _tree.SlideTable, clinical, Out, cancellation: TestContext.Current.CancellationToken));
        Refused("no column Case_ID",
            () => CptacImport.Run(_tree.Ct, _tree.Slides, clinical, clinical, Out, cancellation: TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Out));
        _folder.Write("my cohort/ct.csv", "corrected by hand");
        Refused("holds a ct.csv already", () => Run(clinical));
        Assert.Equal("corrected by hand", File.ReadAllText(Path.Combine(Out, "ct.csv")));
    }

    private static void Refused(string says, Action import)
    {
        var message = Assert.Throws<InputException>(import).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private ImportReport Import(params (string, string)[] grades) => Import(metadata: true, grades);

    private ImportReport Import(bool metadata, params (string, string)[] grades)
    {
        _tree.Write(metadata);
        return Run(_tree.Gdc(grades));
    }

    private ImportReport Run(string clinical) =>
        CptacImport.Run(_tree.Ct, _tree.Slides, _tree.SlideTable, clinical, Out, cancellation: TestContext.Current.CancellationToken);
}
