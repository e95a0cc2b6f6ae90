
using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Import;
using MhdNet.Data.Preprocessing;
using MhdNet.Data.Sequences;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Import;

public sealed class FrameImportTests : IDisposable
{
    private static readonly PreprocessingOptions Options = new() { Frames = 4, Size = 8 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Out => _folder.File("cohort");

    [Fact]
    public void Class_folders_become_labelled_sequences_and_each_counts_as_a_patient()
    {
        FrameTree.Grey(_folder.File("frames/A/10"), 4, first: 10);
        FrameTree.Grey(_folder.File("frames/A/2"), 9, first: 20);
        FrameTree.Grey(_folder.File("frames/b1_b2/seq one"), 4, first: 30, ending: "jpg");
        FrameTree.Grey(_folder.File("frames/other/1"), 4);
        FrameTree.Coloured(_folder.File("frames/A/wsi 1"), 4);
        var report = Import();
        Assert.Empty(report.Problems);
        Assert.All(report.Items, item => Assert.True(item.Kept));
        Assert.Contains(report.Notes, note => note.Contains("each of 5 sequences counts as a patient", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.Contains("no patient has both CT and pathology", StringComparison.Ordinal));

        Assert.Empty(CohortInspection.Inspect(Out, contents: true, cancellation: TestContext.Current.CancellationToken).Problems);
        var cohort = Cohort.Load(Out);
        Assert.Equal((LabelSet.Thymic, false, true), (cohort.Labels, cohort.Synthetic, cohort.HoldsReadyFrames));
        Assert.Equal(
            [("frames/A/2", "A"), ("frames/A/10", "A"), ("frames/A/wsi 1", "A"),
                ("frames/b1_b2/seq one", "B1+B2"), ("frames/other/1", "other")],
            cohort.Patients.Select(patient => (patient.Id, patient.Label)));
        var store = Preprocess(cohort);
        Assert.Equal(
            [("A", Modality.Ct, 0), ("A", Modality.Ct, 4), ("A", Modality.Ct, 0),
                ("B1+B2", Modality.Ct, 0), ("other", Modality.Ct, 0), ("A", Modality.Wsi, 0)],
            store.Rows.Select(row => (row.Label, row.Modality, row.First)));
        // frame 5 of A/2, by number and not by name
        Assert.Equal([255, 25, 25], store.ReadPixels(store.Rows[1]).Skip(64).Take(3).Select(grey => (int)grey));
        Assert.Equal((9, 1, 2), (store.Report(0).Frames, store.Report(0).Remainder, store.Report(0).Sequences));
    }

    [Fact]
    public void Patients_and_splits_are_kept_apart_where_they_are_given()
    {
        foreach (var (i, (split, patient, label)) in new[] { ("train", "p1", "B2"),
            ("val", "p2", "A"), ("test", "p3", "B2"), ("train", "p4", "B2") }.Index())
        {
            FrameTree.Grey(_folder.File($"RPTET/CT/{split}/{label}/{patient}-1"), 4, first: 40 + (10 * i));
            FrameTree.Coloured(_folder.File($"RPTET/WSI/{split}/{label}/{patient}-1"), 4, red: 100 + (10 * i));
        }

        FrameTree.Grey(_folder.File("RPTET/CT/train/other/p1-2"), 4, first: 140);
        var patients = _folder.Write(
            "patients.csv",
            "sequence,patient_id\nCT/train/B2/p1-1,P1\nWSI/train/B2/p1-1,P1\nother/p1-2,P1\nCT/val/A/p2-1,P2\n"
            + "WSI\\val\\A\\p2-1,P2\nCT/test/B2/p3-1,P3\nWSI/test/B2/p3-1,P3\nCT/train/B2/p4-1,P4\nWSI/train/B2/p4-1,P4\n");
        var report = Import(patients, "RPTET");
        Assert.Empty(report.Problems);
        Assert.Empty(report.Notes);
        var cohort = Cohort.Load(Out);
        Assert.Equal([new Patient("P3", "B2", "test"), new Patient("P1", "B2", "train"),
            new Patient("P4", "B2", "train"), new Patient("P2", "A", "train")], cohort.Patients);
        Assert.True(Assert.Single(cohort.Ct, ct => ct.Series.EndsWith("p1-2", StringComparison.Ordinal)).ShowsNoTumour);
        Assert.Contains("none,none", File.ReadAllText(Path.Combine(Out, "ct.csv")), StringComparison.Ordinal);
        var store = Preprocess(cohort);
        Assert.Equal(["B2", "B2", "B2", "other", "A"], store.Rows.Where(row => row.Modality == Modality.Ct).Select(row => row.Label));
        Assert.Equal("other", Assert.Single(store.Rows, row => row.Source.EndsWith("p1-2", StringComparison.Ordinal)).Label);
        Assert.Single(CohortData.Divide(store, 1).Test.Sequences, pair => pair is { Ct.PatientId: "P3", Wsi.PatientId: "P3" });
    }

    [Fact]
    public void Two_folders_are_taken_together()
    {
        FrameTree.Grey(_folder.File("CT/G1/a"), 4);
        FrameTree.Coloured(_folder.File("WSI/g3/b"), 4);
        Import(null, "CT", "WSI");
        Assert.Equal((LabelSet.LungGrade, "CT/G1/a", "WSI/g3/b"),
            (Cohort.Load(Out).Labels, Cohort.Load(Out).Patients[0].Id, Cohort.Load(Out).Patients[1].Id));
    }

    [Fact]
    public void Classes_of_ones_own_are_imported_where_they_are_named()
    {
        FrameTree.Grey(_folder.File("CT/train/Benign/a"), 4);
        FrameTree.Grey(_folder.File("CT/train/malignant/b"), 4);
        FrameTree.Grey(_folder.File("CT/train/other/c"), 4);
        Assert.Contains("--labels name=type,type",
            Assert.Throws<InputException>(() => Import(null, "CT")).Message, StringComparison.Ordinal);

        var labels = LabelSet.Parse("nodule=benign,malignant,other");
        FrameImport.Run([_folder.File("CT")], null, Out, labels, cancellation: TestContext.Current.CancellationToken);
        var cohort = Cohort.Load(Out);
        Assert.Equal(labels, cohort.Labels);
        Assert.Equal(["benign", "malignant", "other"], cohort.Patients.Select(patient => patient.Label));
        Assert.Equal((labels, 3), (Preprocess(cohort).Labels, Preprocess(cohort).Rows.Count));
    }

    [Fact]
    public void What_cannot_be_used_is_dropped_with_its_reason()
    {
        FrameTree.Grey(_folder.File("frames/A/good"), 4);
        FrameTree.Grey(_folder.File("frames/A/sizes"), 2);
        FrameTree.Grey(_folder.File("frames/A/sizes"), 1, size: 5, name: _ => "z");
        FrameTree.Grey(_folder.File("frames/Sarcoma/s"), 4);
        FrameTree.Coloured(_folder.File("frames/other/w"), 4);
        FrameTree.Grey(_folder.File("elsewhere/A/x"), 4);
        Directory.CreateSymbolicLink(_folder.File("frames/A/link"), _folder.File("elsewhere/A/x"));
        var report = Import();
        Assert.Equal(
            ["a symbolic link, not followed", "class folder 'Sarcoma' is no label of thymic",
                "frames in colour under other", "frames that cannot be used"],
            report.Items.Where(item => !item.Kept).Select(item => item.Reason).Order(StringComparer.Ordinal));
        Assert.Single(Cohort.Load(Out).Ct);
        var written = File.ReadAllLines(Path.Combine(Out, ImportReport.FileName));
        Assert.Equal(1 + report.Items.Count, written.Length);
        Assert.Single(written, line => line.StartsWith("sequence,frames/A/sizes,", StringComparison.Ordinal)
            && line.Contains("dropped,frames that cannot be used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sequence,patient_id\nA/1,p\nA/2,p\nB1/1,p\n", "patient 'p' has frames/A/1 of type A and frames/B1/1 of type B1")]
    [InlineData("sequence,patient_id\nA/1,p\nA/9,p\n", "patients.csv:3: no sequence 'A/9'")]
    [InlineData("sequence,patient_id\n1,p\n", "'1' names 2 sequences")]
    [InlineData("sequence,patient_id\nA/1,p\nA/1,q\n", "'A/1' is of patient 'p' in another row")]
    [InlineData("sequence,patient_id\nA/1,\n", "a sequence and a patient_id are needed")]
    [InlineData("sequence,patient_id\ntrain/A/1,p\ntest/A/1,p\n", "lie in different splits")]
    public void Contradictions_are_listed_and_nothing_is_written(string patients, string says)
    {
        FrameTree.Grey(_folder.File("frames/A/1"), 4);
        FrameTree.Grey(_folder.File("frames/A/2"), 4);
        FrameTree.Grey(_folder.File("frames/B1/1"), 4);
        if (patients.Contains("train", StringComparison.Ordinal))
        {
            Directory.Move(_folder.File("frames"), _folder.File("old"));
            FrameTree.Grey(_folder.File("frames/train/A/1"), 4);
            FrameTree.Grey(_folder.File("frames/test/A/1"), 4);
        }

        var report = Import(_folder.Write("patients.csv", patients));
        Assert.Contains(report.Problems, problem => problem.Contains(says, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void What_cannot_be_imported_at_all_is_one_line()
    {
        Assert.Contains("no such folder", Refused("gone"), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("empty"));
        Assert.Contains("no folder of PNG or JPEG frames", Refused("empty"), StringComparison.Ordinal);
        FrameTree.Grey(_folder.File("kidney/ccRCC/1"), 2);
        Assert.Contains("'ccRCC' are of no known label set", Refused("kidney"), StringComparison.Ordinal);
        FrameTree.Grey(_folder.File("both/A/1"), 2);
        FrameTree.Grey(_folder.File("both/G1/1"), 2);
        Assert.Contains("several label sets", Refused("both"), StringComparison.Ordinal);
        Assert.Contains("give the outer folder alone", Refused("both", "both/A"), StringComparison.Ordinal);
        Assert.Contains("named like", Refused("both/A", "kidney/../both/../A"), StringComparison.Ordinal);
        _folder.Write("torn/A/1/1.png", "");
        Assert.Contains("none of 1 sequences can be used", Refused("torn"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
        _folder.Write("cohort/patients.csv", "mine");
        FrameTree.Grey(_folder.File("frames/A/1"), 2);
        Assert.Contains("holds a patients.csv already", Refused("frames"), StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_inside_the_cohort_are_named_relative_to_it()
    {
        FrameTree.Grey(_folder.File("cohort/frames/A/1"), 4);
        FrameImport.Run([_folder.File("cohort/frames")], null, Out, cancellation: TestContext.Current.CancellationToken);
        Directory.Move(Out, _folder.File("moved"));
        Assert.Equal("frames/A/1", Assert.Single(Cohort.Load(_folder.File("moved")).Ct).Series);
    }

    private ImportReport Import(string? patients = null, params string[] roots) =>
        FrameImport.Run([.. (roots.Length > 0 ? roots : ["frames"]).Select(_folder.File)],
            patients, Out, cancellation: TestContext.Current.CancellationToken);

    private string Refused(params string[] roots)
    {
        if (roots is [_, "kidney/../both/../A"])
        {
            Directory.CreateDirectory(_folder.File("A"));
        }

        var message = Assert.Throws<InputException>(() => Import(null, roots)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private SequenceStore Preprocess(Cohort cohort) =>
        Preprocessor.Run(cohort, Options, _folder.File("store"), null, TestContext.Current.CancellationToken);
}

/// <summary>What was kept of the sources of a store.</summary>
internal static class StoreReports
{
    public static SourceReport Report(this SequenceStore store, int source) => PreprocessingReport.Read(store.Folder)[source];
}
