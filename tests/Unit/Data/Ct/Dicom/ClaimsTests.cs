using MhdNet.Data.Ct;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Dicom;

/// <summary>DICOM files that parse and are not what they claim, each as a user of another project met it.</summary>
public sealed class ClaimsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // two stacks of 8 slices, 5 mm apart, the second shifted; what tells them apart
    public static TheoryData<string, double, string, string, string> Mixed => new()
    {
        { "acquisition number", 2.5, Marked(0x0020, 0x0012, "IS", "1"), Marked(0x0020, 0x0012, "IS", "2"),
            "2 acquisitions among one another in one series (acquisition number 1: 8 slices, such as a0; acquisition number 2: 8 slices" },
        { "the same places", 0, Marked(0x0020, 0x0012, "IS", "1"), Marked(0x0020, 0x0012, "IS", "2"), "acquisition number 2: 8 slices" },
        { "temporal position", 2.5, Marked(0x0020, 0x0100, "IS", "1"), Marked(0x0020, 0x0100, "IS", "2"), "temporal position 1: 8 slices" },
        { "time", 1, Marked(0x0008, 0x0032, "TM", "101010"), Marked(0x0008, 0x0032, "TM", "101110"), "acquisition time 101010" },
        { "image type", 1, Marked(0x0008, 0x0008, "CS", @"DERIVED\AXIAL"), Marked(0x0008, 0x0008, "CS", @"ORIGINAL\AXIAL"), "image type" },
        { "kernel", 1, Marked(0x0018, 0x1210, "SH", "B30f"), Marked(0x0018, 0x1210, "SH", "B70f"), "kernel B70f" },
        { "nothing but their distances", 1, "", "", "the distances between its slices alternate (1, 4, 1 mm" },
        { "patients", 100, Marked(0x0010, 0x0020, "LO", "P1"), Marked(0x0010, 0x0020, "LO", "P2"), "slices of two patients (a0 and b0)" },
        { "names of patients", 100, Marked(0x0010, 0x0010, "PN", "A^B"), Marked(0x0010, 0x0010, "PN", "C^D"), "slices of two patients" },
        { "beds that follow each other", 40, Marked(0x0020, 0x0012, "IS", "1"), Marked(0x0020, 0x0012, "IS", "2"), "" },
    };

    [Theory]
    [MemberData(nameof(Mixed))]
    public void Slices_of_several_acquisitions_are_no_series(string what, double shift, string one, string other, string says)
    {
        Assert.NotEmpty(what);
        for (var i = 0; i < 8; i++)
        {
            Write($"a{i}", SliceFile.At(-5 * i, i, 1, 2, 3, 4, 5) with { Extra = Convert.FromHexString(one) });
            Write($"b{i}", SliceFile.At((-5 * i) - shift, i + 9, 1, 2, 3, 4, 5) with { Extra = Convert.FromHexString(other) });
        }

        if (says.Length == 0)
        {
            Assert.Equal(16, CtReaders.Read(_folder.Path).Slices);
            return;
        }

        var refusal = Assert.ThrowsAny<InputException>(() => CtReaders.Read(_folder.Path)).Message;
        Assert.Contains(says, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    public static TheoryData<string, bool, string, string> Values => new()
    {
        { "MGML", false, "its values are MGML (RescaleType, such as in 1.dcm), not Hounsfield units", "" },
        { "MGML", true, "its values are MGML", "" },
        { "US", false, "nothing says that its values are Hounsfield units", "" },
        { "HU", false, "", "" },
        { "HU_MOD", false, "", "" },
        { "no rescale", false, "state it with --assume-hu, or with HU in the column units of ct.csv", "" },
        { "no rescale", true, "", "values taken as Hounsfield units as stated by the user: the files say nothing of them" },
        { "no rescale, unsigned", true, "", "values taken as Hounsfield units as stated by the user, 1024 subtracted" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_are_hounsfield_units_or_refused(string unit, bool assumed, string says, string note)
    {
        var unsaid = unit.StartsWith("no rescale", StringComparison.Ordinal);
        var unsigned = unit.EndsWith("unsigned", StringComparison.Ordinal);
        Write("1.dcm", new SliceFile
        {
            Intercept = unsaid ? null : "0",
            Slope = unsaid ? null : "1",
            Signed = !unsigned,
            Pixels = [0, 1, 2, 3, 1000, 2000],
            Extra = unsaid ? [] : SliceFile.Element(0x0028, 0x1054, "LO", unit),
        });
        if (says.Length > 0)
        {
            var refusal = Assert.Throws<NotCtException>(() => CtReaders.Read(_folder.Path, assumed)).Message;
            Assert.Contains(says, refusal, StringComparison.Ordinal);
            return;
        }

        var volume = CtReaders.Read(_folder.Path, assumed);
        Assert.Equal([.. new[] { 0, 1, 2, 3, 1000, 2000 }.Select(value => (short)(unsigned ? value - 1024 : value))], volume.ReadAll());
        Assert.StartsWith(note, string.Join('\n', volume.Notes), StringComparison.Ordinal);
        Assert.Equal(note.Length == 0, volume.Notes.Count == 0);
    }

    public static TheoryData<string, bool, int, int?, int[], int[]> Padded => new()
    {
        { "beyond a short", false, 63536, null, [63536, 0, 1024, 1100, 2, 63536], [-1024, -1024, 0, 76, -1022, -1024] },
        { "a range of it", false, 63000, 63536, [63536, 0, 1024, 1100, 2, 63001], [-1024, -1024, 0, 76, -1022, -1024] },
        { "darker than air: left as it is", true, 0xF830, null, [-2000, 0, 1, 2, 3, -2000], [-3024, -1024, -1023, -1022, -1021, -3024] },
    };

    [Theory]
    [MemberData(nameof(Padded))]
    public void What_was_not_measured_is_air(string what, bool signed, int padding, int? limit, int[] pixels, int[] hounsfield)
    {
        Assert.NotEmpty(what);
        Write("1.dcm", new SliceFile
        {
            Signed = signed,
            Intercept = "-1024",
            Pixels = pixels,
            Extra = [.. Whole(0x0120, padding), .. limit is { } end ? Whole(0x0121, end) : []],
        });
        Assert.Equal(hounsfield.Select(value => (short)value), CtReaders.Read(_folder.Path).ReadAll());
    }

    [Fact]
    public void Padding_that_could_be_tissue_is_air_where_it_reaches_the_edge()
    {
        Write("1.dcm", new SliceFile
        {
            Rows = 5,
            Columns = 5,
            Extra = Whole(0x0120, 0),
            Pixels = [0, 0, 0, 0, 0, 0, 40, 40, 40, 0, 0, 40, 0, 40, 9, 0, 40, 40, 40, 9, 0, 0, 0, 0, 9],
        });
        Assert.Equal([-1024, -1024, -1024, -1024, -1024, -1024, 40, 40, 40, -1024, -1024, 40, 0, 40, 9, -1024, 40, 40, 40, 9, -1024, -1024,
            -1024, -1024, 9], CtReaders.Read(_folder.Path).ReadAll());
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", true)]
    [InlineData("1.2.840.10008.1.2.1", false)]
    public void A_wrong_label_of_the_representation_is_seen_through(string syntax, bool explicitVr)
    {
        Write("1.dcm", new SliceFile { Syntax = syntax, ExplicitVr = explicitVr });
        Assert.Equal([0, 1, 2, 3, 4, 5], CtReaders.Read(_folder.Path).ReadAll());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_frames_of_an_enhanced_file_are_slices(bool undefined)
    {
        File.WriteAllBytes(_folder.File("1.dcm"), EnhancedFile.Bytes([5, 10, 0], [.. Enumerable.Range(0, 18)], 2, 3, undefined));
        foreach (var path in new[] { _folder.Path, _folder.File("1.dcm") })
        {
            var volume = CtReaders.Read(path);
            Assert.Equal([6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17],
                volume.ReadAll().Select(value => (value + 1024) / 2));
            Assert.Equal((2.0, 3.0, 5.0, 5.0), (volume.RowSpacing, volume.ColumnSpacing, volume.SliceSpacing, volume.Remarks.Thickness));
        }
    }

    [Fact]
    public void An_enhanced_file_that_describes_fewer_frames_than_it_has_is_refused()
    {
        File.WriteAllBytes(_folder.File("1.dcm"), EnhancedFile.Bytes([5, 10, 0], [.. Enumerable.Range(0, 18)], 2, 3, described: 2));
        Assert.Contains("3 frames, of which 2 are described", Assert.Throws<InputException>(() => CtReaders.Read(_folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_spacing_is_one_line()
    {
        for (var i = 0; i < 30; i++)
        {
            Write($"{i:00}", SliceFile.At(i < 20 ? -5 * i : -100 - (10 * (i - 20)), i, 1, 2, 3, 4, 5));
        }

        Assert.Equal(["slices are missing, or their distance changes, at 9 of 29 places, first between 20 and 21 (10 mm instead of 5)"],
            CtReaders.Read(_folder.Path).Notes);
    }

    [Fact]
    public void The_phantoms_own_mark_is_seen()
    {
        Write("1.dcm", new SliceFile { Extra = SliceFile.Element(0x0008, 0x0070, "LO", "MhdNet SYNTHETIC PHANTOM") });
        Assert.True(CtReaders.Read(_folder.Path).Remarks.Synthetic);
    }

    private static byte[] Whole(int element, int value) => SliceFile.Raw(true, 0x0028, element, "US", [(byte)value, (byte)(value >> 8)]);

    private static string Marked(int group, int element, string vr, string text) =>
        Convert.ToHexString(SliceFile.Element(group, element, vr, text));

    private void Write(string name, SliceFile slice) => File.WriteAllBytes(_folder.File(name), slice.Bytes());
}
