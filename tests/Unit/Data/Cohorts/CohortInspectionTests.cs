using BitMiracle.LibTiff.Classic;
using MhdNet.Data.Cohorts;
using MhdNet.Runtime;
using MhdNet.Tests.Data.Dicom;
using MhdNet.Tests.Data.Slides;

namespace MhdNet.Tests.Data;

public sealed class CohortInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CohortInspectionTests() => Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_cohort_is_described()
    {
        var found = Inspect();
        Assert.Empty(found.Problems);
        Assert.Equal([(6, 2, 2, 0.5, 3.0), (4, 2, 2, 0.5, 3.0), (5, 8, 8, null, null)],
            found.Series.Select(one => (one.Slices, one.Rows, one.Columns, one.PixelSpacing, one.SliceSpacing)));
        Assert.Equal([(3, 9.0), (0, null), (null, null)], found.Series.Select(one => (one.TumourSlices, one.TumourMillimetres)));
        Assert.Equal([(128, 64, null), (8, 8, 5)], found.Slides.Select(one => (one.Width, one.Height, one.ReadyFrames)));
        Assert.Matches("^[0-9a-f]{16}$", found.Fingerprint!);
        Assert.Null(CohortInspection.Inspect(_folder.Path, contents: false,
            cancellation: TestContext.Current.CancellationToken).Fingerprint);
    }

    [Fact]
    public void The_fingerprint_is_of_what_is_said_and_of_every_byte_and_not_of_places()
    {
        var before = Inspect().Fingerprint;
        using var moved = new TemporaryFolder();
        Write(moved.File("elsewhere"));
        var rows = File.ReadAllLines(moved.File("elsewhere/patients.csv"));
        File.WriteAllLines(moved.File("elsewhere/patients.csv"), [rows[0], .. rows.Skip(1).Reverse()]);
        Directory.Move(moved.File("elsewhere/ct/p1"), moved.File("outside"));
        File.WriteAllText(moved.File("elsewhere/ct.csv"),
            File.ReadAllText(moved.File("elsewhere/ct.csv")).Replace("ct/p1", moved.File("outside"), StringComparison.Ordinal));
        Assert.Equal(before, Inspect(moved.File("elsewhere")).Fingerprint);

        string[] files = ["ct/p1/2.dcm", "s1.svs", "frames/ct/3.png"];
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(_folder.File(file));
            var changed = bytes.ToArray();
            if (file.EndsWith("png", StringComparison.Ordinal))
            {
                FrameTree.Grey(_folder.File("other"), 1, first: 99, name: _ => "3");
                changed = File.ReadAllBytes(_folder.File("other/3.png"));
            }
            else
            {
                changed[file.EndsWith("svs", StringComparison.Ordinal) ? 100 : ^1] ^= 1;
            }

            File.WriteAllBytes(_folder.File(file), changed);
            Assert.NotEqual(before, Inspect().Fingerprint);
            File.WriteAllBytes(_folder.File(file), bytes);
        }

        Assert.Equal(before, Inspect().Fingerprint);
        foreach (var (file, old, now) in new[] { ("patients.csv", "p1,A,", "p1,AB,"),
            ("ct.csv", ",1,3", ",1,2"), ("wsi.csv", "tumor_tissue", "tumour") })
        {
            var text = File.ReadAllText(_folder.File(file));
            File.WriteAllText(_folder.File(file), text.Replace(old, now, StringComparison.Ordinal));
            Assert.NotEqual(before, Inspect().Fingerprint);
            File.WriteAllText(_folder.File(file), text);
        }
    }

    [Fact]
    public void Every_problem_of_every_file_is_listed_at_once()
    {
        _folder.Write("patients.csv", "patient_id,label,split\np1,A,train\np2,??,\np3,B1,\n");
        _folder.Write("ct.csv",
            "patient_id,series,tumor_first,tumor_last\np1,ct/p1,0,6\np2,ct/gone,,\np2,ct/p2,,\np3,frames/wsi,,\np3,nifti.nii,,\n");
        _folder.Write("wsi.csv",
            "patient_id,slide,specimen_type\np1,s1.svs,tumour\np3,frames/ct,tumour\n"
            + "p3,torn.svs,normal\np3,long.svs,normal\np3,ct,normal\n");
        foreach (var file in (string[])["ct/p2/1.dcm", "ct/p2/3.dcm"])
        {
            File.WriteAllBytes(_folder.File(file), File.ReadAllBytes(_folder.File(file))[..^2]);
        }

        _folder.Write("nifti.nii", "short");
        SlideFile.Write(_folder.File("torn.svs"), SlideFile.Tiled(64, 64, SlideFile.Place),
            SlideFile.Tiled(32, 32, SlideFile.Place, Compression.LZW, tile: 32));
        File.Copy(_folder.File("torn.svs"), _folder.File("long.svs"));
        File.WriteAllBytes(_folder.File("torn.svs"), File.ReadAllBytes(_folder.File("torn.svs"))[..^50]);
        var slide = File.ReadAllBytes(_folder.File("long.svs"));
        // byte count of the small level's only tile: 64 KiB more
        slide[slide.AsSpan().LastIndexOf(new byte[] { 0x45, 0x01, 4, 0, 1, 0, 0, 0 }) + 10] = 1;
        File.WriteAllBytes(_folder.File("long.svs"), slide);
        string[] expected =
        [
            @"patients\.csv:3: label '\?\?'", @"ct\.csv:3: 'ct/gone' is not there", @"ct\.csv:2: .*ends? at slice 6, but there are 6",
            @"ct\.csv:4: .*1\.dcm: ", @"ct\.csv:4: .*3\.dcm: ",
            @"ct\.csv:5: .*frames in colour where CT is meant", @"ct\.csv:6: .*nifti\.nii: ",
            @"wsi\.csv:3: .*grey frames where pathology is meant",
            @"wsi\.csv:4: .*torn\.svs: damaged or truncated TIFF \(a directory is missing",
            @"wsi\.csv:5: .*long\.svs: 1 of 1 tiles of directory 1 lie outside the file or are empty, such as tile 0",
            @"wsi\.csv:6: .*a folder without frames",
        ];
        var problems = Inspect().Problems;
        Assert.True(problems.Count == expected.Length, string.Join('\n', problems));
        Assert.All(expected.Zip(problems), pair => Assert.Matches(pair.First, pair.Second));
        Assert.All(problems, problem => Assert.DoesNotContain('\n', problem));
        Assert.Null(Inspect().Fingerprint);
    }

    [Fact]
    public void One_file_under_two_names_is_found()
    {
        File.Copy(_folder.File("s1.svs"), _folder.File("copy.svs"));
        File.AppendAllText(_folder.File("wsi.csv"), "p2,copy.svs,tumour\n");
        Directory.CreateDirectory(_folder.File("ct/p4"));
        File.WriteAllBytes(_folder.File("ct/p4/a.dcm"), Slice(40, 1).Bytes());
        File.Copy(_folder.File("ct/p1/1.dcm"), _folder.File("ct/p4/b.dcm"));
        File.AppendAllText(_folder.File("ct.csv"), "p2,ct/p4,,\n");
        var problems = Inspect().Problems;
        Assert.Equal(2, problems.Count);
        Assert.Matches(@"ct\.csv:5: 'ct/p4' has b\.dcm, which is byte for byte in 'ct/p1' \(.*ct\.csv:2\)", problems[0]);
        Assert.Matches(@"wsi\.csv:4: 'copy\.svs' is byte for byte in 's1\.svs' \(.*wsi\.csv:2\)", problems[1]);
    }

    [Fact]
    public void A_patient_under_two_ids_is_found_by_the_pixels_though_every_file_differs()
    {
        foreach (var (patient, series) in new[] { ("p1", "1.2.8"), ("p2", "1.2.9") })
        {
            Directory.CreateDirectory(_folder.File($"ct/twin-{patient}"));
            for (var slice = 0; slice < 3; slice++)
            {
                File.WriteAllBytes(_folder.File($"ct/twin-{patient}/{slice}.dcm"),
                    (SliceFile.At(-slice, slice, 7, 9, 2, 4, 6) with { Series = series }).Bytes());
            }
        }

        File.AppendAllText(_folder.File("ct.csv"), "p1,ct/twin-p1,,\np2,ct/twin-p2,,\n");
        Assert.Matches(
            @"ct\.csv:6: 'ct/twin-p2' of patient 'p2' has the middle slice of 'ct/twin-p1' of patient 'p1' \(.*ct\.csv:5\)",
            Assert.Single(Inspect().Problems));
    }

    [Theory]
    [InlineData("p1,A,\np2,A,\np3,A,\n", "all patients with tumour (3) are of type A: two types at least")]
    [InlineData("p1,A,\np2,B1,test\np3,A,\n", "all patients of type B1 are of the test")]
    public void What_cannot_be_learned_from_is_a_problem(string patients, string says)
    {
        _folder.Write("patients.csv", "patient_id,label,split\n" + patients);
        var problem = Assert.Single(Inspect().Problems);
        Assert.Contains("patients.csv: " + says, problem, StringComparison.Ordinal);
        Assert.NotNull(Cohort.Load(_folder.Path)); // it can be preprocessed
    }

    [Fact]
    public void Symbolic_links_do_not_lead_out()
    {
        using var secret = new TemporaryFolder();
        Directory.Move(_folder.File("ct/p1"), secret.File("p1"));
        Directory.CreateSymbolicLink(_folder.File("ct/p1"), secret.File("p1"));
        Refused("ct.csv:2: 'ct/p1' leads out of the cohort's folder by a symbolic link (p1 -> ");

        File.WriteAllText(_folder.File("ct.csv"), File.ReadAllText(_folder.File("ct.csv"))
            .Replace("ct/p1", secret.File("p1"), StringComparison.Ordinal));
        Assert.Empty(Inspect().Problems); // an absolute path is meant

        File.Move(_folder.File("ct/p2/1.dcm"), secret.File("1.dcm"));
        File.CreateSymbolicLink(_folder.File("ct/p2/1.dcm"), secret.File("1.dcm"));
        Refused("'ct/p2' leads out of the cohort's folder by a symbolic link (1.dcm -> ");

        File.Delete(_folder.File("ct/p2/1.dcm"));
        File.Move(secret.File("1.dcm"), _folder.File("ct/kept.dcm"));
        File.CreateSymbolicLink(_folder.File("ct/p2/1.dcm"), "../kept.dcm");
        Assert.Empty(Inspect().Problems); // links inside are fine

        File.Delete(_folder.File("s1.svs"));
        File.CreateSymbolicLink(_folder.File("s1.svs"), _folder.File("s2.svs"));
        File.CreateSymbolicLink(_folder.File("s2.svs"), _folder.File("s1.svs"));
        Assert.Contains(Inspect().Problems, problem => problem.Contains("wsi.csv:2: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Tiles_of_no_bytes_are_glass_but_a_slide_of_nothing_else_is_damaged()
    {
        SlideFile.Write(_folder.File("s1.svs"), SlideFile.Tiled(128, 64, SlideFile.Place, description: "Aperio |MPP = 0.5", leftOut: 0));
        Assert.Empty(Inspect().Problems);
        SlideFile.Write(_folder.File("s1.svs"), SlideFile.Tiled(128, 64, SlideFile.Place, description: "Aperio |MPP = 0.5"));
        var slide = File.ReadAllBytes(_folder.File("s1.svs"));
        var entry = slide.AsSpan().LastIndexOf(new byte[] { 0x45, 0x01, 4, 0, 2, 0, 0, 0 }); // byte counts of the two tiles
        slide.AsSpan(BitConverter.ToInt32(slide, entry + 8), 8).Clear();
        File.WriteAllBytes(_folder.File("s1.svs"), slide);
        Assert.Contains("s1.svs: 2 of 2 tiles of directory 0 lie outside the file or are empty",
            Assert.Single(Inspect().Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_what_another_row_names_is_named_twice()
    {
        File.CreateSymbolicLink(_folder.File("alias.svs"), _folder.File("s1.svs"));
        File.AppendAllText(_folder.File("wsi.csv"), "p2,alias.svs,tumour\n");
        Refused("wsi.csv:4: 'alias.svs' is named in ");
    }

    [Fact]
    public void A_cohort_reached_by_a_link_is_whole()
    {
        using var other = new TemporaryFolder();
        Directory.CreateSymbolicLink(other.File("link"), _folder.Path);
        Assert.Empty(Inspect(other.File("link")).Problems);
    }

    private CohortInspection Inspect(string? folder = null) =>
        CohortInspection.Inspect(folder ?? _folder.Path, contents: true, cancellation: TestContext.Current.CancellationToken);

    private void Refused(string says)
    {
        Assert.Contains(Inspect().Problems, problem => problem.Contains(says, StringComparison.Ordinal));
        Assert.Contains(says, Assert.Throws<InputException>(() => Cohort.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private static SliceFile Slice(int number, int series) =>
        SliceFile.At(-3 * number, number, series, 2, 3) with { Rows = 2, Columns = 2, Spacing = @"0.5\0.5", Series = $"1.2.{series}" };

    private static void Write(string folder)
    {
        foreach (var (series, slices) in new[] { (1, 6), (2, 4) })
        {
            Directory.CreateDirectory(Path.Combine(folder, $"ct/p{series}"));
            for (var i = 0; i < slices; i++)
            {
                File.WriteAllBytes(Path.Combine(folder, $"ct/p{series}/{i + 1}.dcm"), Slice(i, series).Bytes());
            }
        }

        FrameTree.Grey(Path.Combine(folder, "frames/ct"), 5);
        FrameTree.Coloured(Path.Combine(folder, "frames/wsi"), 5);
        SlideFile.Write(Path.Combine(folder, "s1.svs"), SlideFile.Tiled(128, 64, SlideFile.Place, description: "Aperio |MPP = 0.5"));
        File.WriteAllText(Path.Combine(folder, "patients.csv"), "patient_id,label,split\np1,A,train\np2,B1,\np3,B1,\n");
        File.WriteAllText(Path.Combine(folder, "ct.csv"),
            "patient_id,series,tumor_first,tumor_last\np1,ct/p1,1,3\np2,ct/p2,none,none\np3,frames/ct,,\n");
        File.WriteAllText(Path.Combine(folder, "wsi.csv"),
            "patient_id,slide,specimen_type\np1,s1.svs,tumor_tissue\np3,frames/wsi,tumour\n");
    }
}
