using MhdNet.Data;
using MhdNet.Data.Cohorts;
using MhdNet.Data.Ct;
using MhdNet.Data.Preprocessing;
using MhdNet.Runtime;
using MhdNet.Tests.Data.Dicom;

namespace MhdNet.Tests.Data;

/// <summary>A reader of one's own, added from outside the library, is asked wherever a series is read.</summary>
public sealed class OwnReaderTests : IDisposable
{
    private static readonly PreprocessingOptions Options = new() { Frames = 4, Size = 4 };

    private readonly TemporaryFolder _folder = new();

    public OwnReaderTests()
    {
        OwnReader.Write(_folder.File("ct/a"), slices: 20, size: 4);
        OwnReader.Write(_folder.File("ct/b"), slices: 10, size: 6);
        Cohort.Write(
            _folder.Path, LabelSet.Thymic, synthetic: false, "", [new Patient("p1", "A", ""), new Patient("p2", "TC", "")],
            [new CtEntry("p1", "ct/a", 4, 6), new CtEntry("p2", "ct/b", null, null)], []);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_it_the_series_is_of_no_known_format()
    {
        // as their names say
        Assert.Equal(2, Inspect().Problems.Count(problem => problem.Contains("no PNG or JPEG picture", StringComparison.Ordinal)));
        Directory.GetFiles(_folder.File("ct/a"), "*.png").ToList().ForEach(File.Delete);
        Assert.Contains("ct/a: no CT series of a known format",
            Assert.ThrowsAny<InputException>(() => CtReaders.Read(_folder.File("ct/a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_of_a_cohort_asks_it()
    {
        using var reader = new OwnReader();
        var found = Inspect();
        Assert.Empty(found.Problems);
        Assert.Equal([(20, 4, 1.5, "F", 61.0), (10, 6, 1.5, "F", 61.0)],
            found.Series.Select(one => (one.Slices, one.Rows, one.Thickness, one.Sex, one.Age)));
        Assert.All(found.Series, one => Assert.False(one.ReadyFrames));
        Assert.Equal(["a toy"], found.Series[0].Notes);
        Assert.Matches("^[0-9a-f]{16}$", found.Fingerprint!);
        Assert.False(Cohort.Load(_folder.Path).HoldsReadyFrames);

        File.WriteAllText(_folder.File("ct/a/notes.txt"), "of no concern"); // it is none of the reader's files
        Assert.Equal(found.Fingerprint, Inspect().Fingerprint);
        foreach (var slice in new[] { 3, 5 })
        {
            File.WriteAllBytes(OwnReader.SliceOf(_folder.File("ct/a"), slice), new byte[31]);
        }

        var problems = Inspect().Problems;
        Assert.Equal(2, problems.Count);
        Assert.All(problems, problem => Assert.Matches(@"ct\.csv:2: .*00[35]\.png: half a voxel", problem));
    }

    [Fact]
    public void Preprocessing_and_prediction_ask_it()
    {
        using var reader = new OwnReader();
        var cohort = Cohort.Load(_folder.Path);
        Assert.Equal([2, 1], Preprocessor.Plan(cohort, Options, _folder.File("sequences")).Select(plan => plan.Expected));
        var store = Preprocessor.Run(cohort, Options, _folder.File("sequences"), null, TestContext.Current.CancellationToken);
        Assert.Equal([("ct/a", 4), ("ct/a", 8), ("ct/b", 2)], store.Rows.Select(row => (row.Source, row.First)));
        Assert.Equal("a toy", PreprocessingReport.Read(store.Folder)[0].Note);

        var sequences = CtSequences.Of(_folder.File("ct/a"), Options); // as `predict` takes a series
        Assert.Equal(store.ReadPixels(store.Rows[0]), sequences[0].Pixels);
        Assert.Equal(Enumerable.Range(4, 4).Select(slice => (byte)((6.375 * slice) + 0.5)),
            sequences[0].Pixels.Where((_, i) => i % 16 == 0));
    }

    [Fact]
    public void When_one_of_its_files_changes_the_series_is_done_again_and_only_then()
    {
        using var reader = new OwnReader();
        Preprocess();
        var before = reader.Reads;
        File.WriteAllText(_folder.File("ct/a/notes.txt"), "of no concern");
        Preprocess();
        Assert.Equal(before, reader.Reads);

        File.WriteAllBytes(OwnReader.SliceOf(_folder.File("ct/a"), 9), new byte[32]);
        Preprocess();
        Assert.Equal(before + 1, reader.Reads);
    }

    [Fact]
    public void It_comes_before_the_readers_of_the_project()
    {
        OwnReader.Write(_folder.File("ct/c"), slices: 3, size: 2);
        File.WriteAllBytes(_folder.File("ct/c/1.dcm"), SliceFile.At(0, 1, 2, 3, 4, 5, 6).Bytes());
        Assert.Equal(3, CtReaders.Read(_folder.File("ct/c")).Columns);
        using var reader = new OwnReader();
        Assert.Equal(2, CtReaders.Read(_folder.File("ct/c")).Columns);
        Assert.Equal(reader, CtReaders.All[0]);
    }

    private CohortInspection Inspect() =>
        CohortInspection.Inspect(_folder.Path, contents: true, cancellation: TestContext.Current.CancellationToken);

    private void Preprocess() =>
        Preprocessor.Run(Cohort.Load(_folder.Path), Options, _folder.File("sequences"), null, TestContext.Current.CancellationToken);
}
