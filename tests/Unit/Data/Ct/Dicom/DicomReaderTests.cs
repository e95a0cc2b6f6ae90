using FsCheck.Xunit;
using MhdNet.Data.Ct;
using MhdNet.Data.Ct.Dicom;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Dicom;

public sealed class DicomReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Readable => [.. ReadableFiles.Keys];

    private static Dictionary<string, (SliceFile File, int[] Hounsfield)> ReadableFiles { get; } = new()
    {
        ["explicit"] = (new SliceFile(), [0, 1, 2, 3, 4, 5]),
        ["implicit"] = (new SliceFile { ExplicitVr = false }, [0, 1, 2, 3, 4, 5]),
        ["signed"] = (new SliceFile { Pixels = [-1024, -1, 0, 1, 3071, 7] }, [-1024, -1, 0, 1, 3071, 7]),
        ["unsigned with intercept"] = (new SliceFile { Signed = false, Intercept = "-1024", Pixels = [0, 1024, 1025, 4095, 1, 2] },
            [-1024, 0, 1, 3071, -1023, -1022]),
        ["slope"] = (new SliceFile { Slope = "0.5", Intercept = "-10", Pixels = [0, 2, 4, 5, -3, 100] }, [-10, -9, -8, -8, -12, 40]),
        ["clamped"] = (new SliceFile { Slope = "3", Pixels = [32767, -32768, 0, 0, 0, 0] }, [32767, -32768, 0, 0, 0, 0]),
        ["unsigned beyond short"] = (new SliceFile { Signed = false, Pixels = [65535, 0, 0, 0, 0, 0] }, [32767, 0, 0, 0, 0, 0]),
        ["12 bits, dirt above"] = (new SliceFile { Stored = 12, HighBit = 11, Pixels = [0xF001, 0x7FFF, 0x0800, 0, 0, 0] },
            [1, -1, -2048, 0, 0, 0]),
        ["12 bits on top"] = (new SliceFile { Stored = 12, HighBit = 15, Signed = false, Pixels = [0x001F, 0x0020, 0xFFF0, 0, 0, 0] },
            [1, 2, 4095, 0, 0, 0]),
        ["8 bits"] = (new SliceFile { Allocated = 8, Stored = 8, HighBit = 7, Signed = false, Pixels = [0, 1, 2, 255, 4, 5] },
            [0, 1, 2, 255, 4, 5]),
        ["MONOCHROME1 concerns display, not HU"] = (new SliceFile { Photometric = "MONOCHROME1" }, [0, 1, 2, 3, 4, 5]),
        ["rows to the front, columns to the right"] = (new SliceFile { Orientation = @"-1\0\0\0\-1\0" }, [5, 4, 3, 2, 1, 0]),
        ["nested sequences"] = (new SliceFile { Extra = Nested(explicitVr: true) }, [0, 1, 2, 3, 4, 5]),
        ["nested sequences, implicit"] = (new SliceFile { ExplicitVr = false, Extra = Nested(explicitVr: false) }, [0, 1, 2, 3, 4, 5]),
        ["UN of undefined length, implicit inside"] = (new SliceFile
        {
            Extra = SliceFile.Raw(true, 0x0009, 0x1010, "UN", UndefinedItems(explicitVr: false), uint.MaxValue)
        }, [0, 1, 2, 3, 4, 5]),
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void Stored_values_become_hounsfield_units(string name)
    {
        var (file, expected) = ReadableFiles[name];
        Write("1.dcm", file);
        Assert.Equal(expected.Select(value => (short)value), CtReaders.Read(_folder.Path).ReadAll());
    }

    [Theory]
    [InlineData(@"1\0\0\0\1\0")]
    [InlineData(@"-1\0\0\0\1\0")]
    [InlineData(@"1\0\0\0\-1\0")]
    public void Slices_are_ordered_by_position_superior_first_whatever_their_names_and_direction(string orientation)
    {
        foreach (var (name, z) in new[] { ("c", 30.0), ("a", 10.0), ("b", 40.0), ("d", 20.0) })
        {
            Write(name, SliceFile.At(z, [.. Enumerable.Repeat((int)z, 6)]) with { Orientation = orientation, Spacing = @"0.5\0.75" });
        }

        var volume = CtReaders.Read(_folder.Path);
        Assert.Equal([40, 30, 20, 10], Enumerable.Range(0, 4).Select(i => (int)volume.Slice(i)[0]));
        Assert.Equal((4, 2, 3, 0.5, 0.75, 10.0),
            (volume.Slices, volume.Rows, volume.Columns, volume.RowSpacing, volume.ColumnSpacing, volume.SliceSpacing));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "mixed series", "two series" },
        { "mixed orientations", "two orientations" },
        { "mixed sizes", "two sizes" },
        { "mixed spacings", "two pixel spacings" },
        { "no position", "no position (0020,0032)" },
        { "no orientation", "no orientation (0020,0037)" },
        { "no spacing", "no pixel spacing (0028,0030)" },
        { "same position", "same position and differ" },
        { "coronal", "not an axial series" },
        { "jpeg", "JPEG Extended" },
        { "compressed, said to be plain", "compressed pixels under an uncompressed transfer syntax" },
        { "unheard of", "9.9.9 (unknown to this reader)" },
        { "truncated", "truncated" },
        { "short of pixels", "bytes of pixels" },
        { "text file", "no DICOM file" },
        { "no image", "without an image" },
        { "PET", "modality PT" },
        { "colour", "3 samples" },
        { "bad number", "(0028,1053)" },
        { "no slope", "rescale slope 0" },
        { "several frames", "dcm2niix" },
        { "HTJ2K", "(High-Throughput JPEG 2000 Lossless) is not read: export the series uncompressed" },
        { "spacing of no scanner", "pixel spacing 1E-09 1E-09 mm" },
        { "position of no scanner", "position 0 0 1E+300 mm" },
        { "no directions", "orientation 1 0 0 0 0.8 0 is not that of an image" },
        { "skewed", "orientation 1 0 0 0.5 0.866 0 is not that of an image" },
        { "larger than any CT", "an image of 5000 x 3" },
        { "RLE too short", "need at least" },
        { "JPEG too short", "need at least" },
        { "empty", "empty folder" },
        { "one file", "give the folder" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_one_axial_series_is_refused_in_one_line(string what, string says)
    {
        var good = SliceFile.At(5, 0, 1, 2, 3, 4, 5);
        Write("1.dcm", SliceFile.At(10, 0, 1, 2, 3, 4, 5));
        Action write = what switch
        {
            "mixed series" => () => Write("2.dcm", good with { Series = "1.2.4" }),
            "mixed orientations" => () => Write("2.dcm", good with { Orientation = @"1\0\0\0\0.99\0.14" }),
            "mixed sizes" => () => Write("2.dcm", good with { Rows = 3, Columns = 2 }),
            "mixed spacings" => () => Write("2.dcm", good with { Spacing = @"1\2" }),
            "no position" => () => Write("2.dcm", good with { Position = null }),
            "no orientation" => () => Write("2.dcm", good with { Orientation = null }),
            "no spacing" => () => Write("2.dcm", good with { Spacing = null }),
            "same position" => () => Write("2.dcm", good with { Position = @"0\0\10", Pixels = [9, 1, 2, 3, 4, 5] }),
            "coronal" => () => Write("1.dcm", good with { Orientation = @"1\0\0\0\0\-1" }),
            "jpeg" => () => Write("2.dcm", good with { Syntax = "1.2.840.10008.1.2.4.51" }),
            "compressed, said to be plain" => () =>
                Write("2.dcm", good with { Pixels = null, After = SliceFile.Raw(true, 0x7FE0, 0x0010, "OB", [], uint.MaxValue) }),
            "unheard of" => () => Write("2.dcm", good with { Syntax = "9.9.9" }),
            "truncated" => () => File.WriteAllBytes(_folder.File("2.dcm"), good.Bytes()[..^5]),
            "short of pixels" => () => Write("2.dcm", good with { Pixels = [1, 2] }),
            "text file" => () => _folder.Write("2.dcm", "not an image"),
            "no image" => () => Write("2.dcm", good with { Pixels = null }),
            "PET" => () => Write("1.dcm", good with { Modality = "PT" }),
            "colour" => () => Write("2.dcm", good with { Samples = 3 }),
            "bad number" => () => Write("2.dcm", good with { Slope = "1e999" }),
            "no slope" => () => Write("2.dcm", good with { Slope = "0" }),
            "several frames" => () => Write("2.dcm", good with { Extra = SliceFile.Raw(true, 0x0028, 0x0008, "IS", "12"u8.ToArray()) }),
            "HTJ2K" => () => Write("2.dcm", good with { Syntax = "1.2.840.10008.1.2.4.201" }),
            "spacing of no scanner" => () => Write("2.dcm", good with { Spacing = @"1e-9\1e-9" }),
            "position of no scanner" => () => Write("2.dcm", good with { Position = @"0\0\1e300" }),
            "no directions" => () => Write("2.dcm", good with { Orientation = @"1\0\0\0\0.8\0" }),
            "skewed" => () => Write("2.dcm", good with { Orientation = @"1\0\0\0.5\0.866\0" }),
            "larger than any CT" => () => Write("2.dcm", good with { Rows = 5000, Columns = 3, Pixels = new int[15000] }),
            "RLE too short" => () => Write("2.dcm", Compressed(good with { Syntax = "1.2.840.10008.1.2.5", Rows = 4096, Columns = 4096 })),
            "JPEG too short" => () =>
                Write("2.dcm", Compressed(good with { Syntax = "1.2.840.10008.1.2.4.70", Rows = 4096, Columns = 4096 })),
            "empty" => () => File.Delete(_folder.File("1.dcm")),
            "one file" => () => { }
            ,
            _ => throw new ArgumentException(what),
        };
        write();
        var failure = Assert.ThrowsAny<InputException>(() => CtReaders.Read(what == "one file" ? _folder.File("1.dcm") : _folder.Path));
        Assert.Equal(what == "PET", failure is NotCtException);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_without_preamble_and_head_are_read(bool explicitVr)
    {
        foreach (var (name, z) in new[] { ("IM1", 10), ("IM2", 8) })
        {
            var whole = (SliceFile.At(z, z, 1, 2, 3, 4, 5) with { ExplicitVr = explicitVr }).Bytes();
            var start = whole.AsSpan().IndexOf(new byte[] { 8, 0, 0x60, 0 }); // the first element of the data set
            File.WriteAllBytes(_folder.File(name), whole[start..]);
        }

        Assert.Equal([10, 1, 2, 3, 4, 5, 8, 1, 2, 3, 4, 5], CtReaders.Read(_folder.Path).ReadAll());
    }

    [Fact]
    public void Content_decides_which_files_of_a_folder_are_slices()
    {
        Write("1.dcm", SliceFile.At(10, 1, 1, 1, 1, 1, 1));
        Write("IM2", SliceFile.At(9, 2, 2, 2, 2, 2, 2));
        Write("3.ima", SliceFile.At(8, 3, 3, 3, 3, 3, 3));
        _folder.Write("LICENSE.txt", "terms of use");
        Assert.Equal(3, CtReaders.Read(_folder.Path).Slices);
    }

    [Fact]
    public void A_folder_without_any_dicom_is_of_no_known_format()
    {
        _folder.Write("readme.txt", "no slices here");
        Assert.Contains("no CT series of a known format",
            Assert.Throws<InputException>(() => CtReaders.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, int> Noted => new()
    {
        { "localizer", "1 file left out: localizer", 3 },
        { "PET", "1 file left out: modality PT", 3 },
        { "dose report", "1 file left out: secondary capture", 3 },
        { "lossy", "compressed with loss, such as 4.dcm: values differ from those that were scanned", 4 },
        { "repeated", "1 of 4 files repeat a slice, such as 2.dcm and 4.dcm: taken once", 3 },
        { "hole", "slices are missing between 3.dcm and 4.dcm (12 mm instead of 5)", 4 },
        { "sheared", "slices are shifted against each other (21.8 degrees): a tilted gantry; they are taken as they are", 3 },
        { "turned", "slices are tilted by 20.0 degrees; they are taken as they are", 3 },
        { "stated tilt", "slices are tilted by 12.5 degrees; they are taken as they are", 3 },
    };

    [Theory]
    [MemberData(nameof(Noted))]
    public void What_is_unusual_is_noted(string what, string note, int slices)
    {
        var good = SliceFile.At(0, 0, 1, 2, 3, 4, 5);
        SliceFile Place(double y, double z) => what switch
        {
            "turned" => good with
            {
                Orientation = @"1\0\0\0\0.9396926\0.3420201",
                Position = FormattableString.Invariant($@"0\{y - (0.3420201 * z)}\{0.9396926 * z}")
            },
            "stated tilt" => good with
            {
                Extra = SliceFile.Raw(true, 0x0018, 0x1120, "DS", "12.5"u8.ToArray()),
                Position = FormattableString.Invariant($@"0\{y}\{z}")
            },
            _ => good with { Position = FormattableString.Invariant($@"0\{y}\{z}") },
        };
        foreach (var (name, z) in new[] { ("1.dcm", 10), ("2.dcm", 5), ("3.dcm", 0) })
        {
            Write(name, Place(what == "sheared" ? 0.4 * z : 0, z));
        }

        switch (what)
        {
            case "localizer":
                Write("4.dcm", good with
                {
                    Series = "9",
                    Rows = 3,
                    Columns = 2,
                    Extra = SliceFile.Raw(true, 0x0008, 0x0008, "CS", @"ORIGINAL\PRIMARY\LOCALIZER "u8.ToArray())
                }); break;
            case "PET": Write("4.dcm", good with { Series = "9", Modality = "PT" }); break;
            case "dose report":
                Write("4.dcm", good with
                {
                    Series = "9",
                    Position = null,
                    Samples = 3,
                    Extra = SliceFile.Raw(true, 0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.7\0"u8.ToArray())
                }); break;
            case "lossy": Write("4.dcm", Place(0, -5) with { Extra = SliceFile.Raw(true, 0x0028, 0x2110, "CS", "01"u8.ToArray()) }); break;
            case "repeated": Write("4.dcm", Place(0, 5)); break;
            case "hole": Write("4.dcm", Place(0, -12)); break;
            default: break;
        }

        var volume = CtReaders.Read(_folder.Path);
        Assert.Equal([note], volume.Notes);
        Assert.Equal(slices, volume.Slices);
    }

    [Fact]
    public void Slices_are_read_when_they_are_asked_for()
    {
        Write("1.dcm", SliceFile.At(10, 1, 1, 1, 1, 1, 1));
        Write("2.dcm", SliceFile.At(5, 2, 2, 2, 2, 2, 2));
        var volume = CtReaders.Read(_folder.Path);
        Assert.Equal(1, volume.Slice(0)[0]);
        File.Delete(_folder.File("1.dcm"));
        File.Delete(_folder.File("2.dcm"));
        Assert.Equal(1, volume.Slice(0)[0]); // kept
        Assert.Contains("2.dcm: cannot be read", Assert.Throws<InputException>(() => volume.Slice(1).Length).Message,
            StringComparison.Ordinal);
    }

    [Property(MaxTest = 400)]
    public bool Damaged_files_are_read_or_refused_and_nothing_else(bool explicitVr, int cut, (int At, byte Value)[] changes)
    {
        var bytes = new SliceFile { ExplicitVr = explicitVr, Extra = Nested(explicitVr) }.Bytes();
        foreach (var (at, value) in changes ?? [])
        {
            bytes[132 + ((at & int.MaxValue) % (bytes.Length - 132))] = value;
        }

        var length = cut % 3 == 0 ? bytes.Length - ((cut & int.MaxValue) % bytes.Length) : bytes.Length;
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("1.dcm"), bytes[..length]);
        try
        {
            var volume = new DicomReader().Read(folder.Path);
            return volume.ReadAll().Length == volume.Slices * volume.Rows * volume.Columns;
        }
        catch (InputException refusal)
        {
            return !refusal.Message.Contains('\n');
        }
    }

    // the thickness is the spacing of a single slice
    [Theory]
    [InlineData("2.5 ", 2.5)]
    [InlineData("1,25", 1.25)]
    [InlineData("thin", 1)]
    [InlineData("0 ", 1)]
    [InlineData("-1", 1)]
    [InlineData("1e30", 1)]
    public void What_is_told_beside_the_geometry_may_be_damaged(string thickness, double spacing)
    {
        Write("1.dcm", SliceFile.At(10, 0, 1, 2, 3, 4, 5) with
        {
            Extra = [.. SliceFile.Raw(true, 0x0018, 0x0050,
            "DS", [.. thickness.Select(letter => (byte)letter)]), .. SliceFile.Raw(true, 0x0018, 0x1120, "DS", "NaN "u8.ToArray())]
        });
        var volume = CtReaders.Read(_folder.Path);
        Assert.Equal(spacing, volume.SliceSpacing);
        Assert.Empty(volume.Notes);
    }

    // 64 bytes of nothing where an image should be
    private static SliceFile Compressed(SliceFile file) => file with
    {
        Pixels = null,
        After = SliceFile.Raw(true, 0x7FE0, 0x0010, "OB",
            [.. SliceFile.Raw(false, 0xFFFE, 0xE000, "", []), .. SliceFile.Raw(false, 0xFFFE, 0xE000, "", new byte[64]),
                .. SliceFile.Raw(false, 0xFFFE, 0xE0DD, "", [])], uint.MaxValue),
    };

    private void Write(string name, SliceFile slice) => File.WriteAllBytes(_folder.File(name), slice.Bytes());

    // a sequence of defined length, one of undefined length with another inside, both with an element that looks like the image's rows
    private static byte[] Nested(bool explicitVr)
    {
        var inner = UndefinedItems(explicitVr);
        var sequence = SliceFile.Raw(explicitVr, 0x0008, 0x1140, "SQ", inner, uint.MaxValue);
        var item = SliceFile.Raw(false, 0xFFFE, 0xE000, "", sequence);
        var end = SliceFile.Raw(false, 0xFFFE, 0xE0DD, "", []);
        return [.. SliceFile.Raw(explicitVr, 0x0008, 0x1110, "SQ", item),
            .. SliceFile.Raw(explicitVr, 0x0008, 0x1115, "SQ", [.. item, .. end], uint.MaxValue)];
    }

    private static byte[] UndefinedItems(bool explicitVr) =>
    [
        .. SliceFile.Raw(false, 0xFFFE, 0xE000, "", SliceFile.Raw(explicitVr, 0x0028, 0x0010, "US", [99, 0]), uint.MaxValue),
        .. SliceFile.Raw(false, 0xFFFE, 0xE00D, "", []),
        .. SliceFile.Raw(false, 0xFFFE, 0xE0DD, "", []),
    ];
}
