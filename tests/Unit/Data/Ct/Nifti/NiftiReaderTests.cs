using System.Buffers.Binary;
using System.IO.Compression;
using MhdNet.Data.Ct;
using MhdNet.Runtime;

namespace MhdNet.Tests.Data.Nifti;

/// <summary>Small volumes written byte by byte after nifti1.h. Against dcm2niix: TransferSyntaxTests and RealDataTests.</summary>
public sealed class NiftiReaderTests : IDisposable
{
    private const int Columns = 3, Rows = 2, Slices = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, short, bool> Types
    {
        get
        {
            var all = new TheoryData<string, short, bool>();
            foreach (var (name, code) in ((string, short)[])[("uint8", 2),
                ("int16", 4), ("int32", 8), ("float32", 16), ("float64", 64), ("int8", 256), ("uint16", 512), ("uint32", 768)])
            {
                all.Add(name, code, false);
                all.Add(name, code, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_in_both_byte_orders_packed_or_not(string name, short code, bool big)
    {
        var file = new NiftiFile { Type = code, Big = big, Slope = 2, Intercept = -3 };
        Assert.NotEmpty(name);
        foreach (var path in new[] { _folder.File("a.nii"), _folder.File("a.nii.gz") })
        {
            file.Write(path, Columns, Rows, Slices, [.. Enumerable.Range(0, 12).Select(i => (double)i)]);
            Assert.Equal(Enumerable.Range(0, 12).Select(i => (short)((2 * i) - 3)), CtReaders.Read(path).ReadAll());
        }
    }

    // Voxels run to the left, back and foot when no axis is turned: the order of CtVolume.
    [Theory]
    [InlineData(-1, -1, -1, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    [InlineData(1, -1, -1, new[] { 2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9 })]
    [InlineData(-1, 1, -1, new[] { 3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8 })]
    [InlineData(-1, -1, 1, new[] { 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5 })]
    [InlineData(1, 1, 1, new[] { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 })]
    public void Axes_of_either_direction_are_put_in_order(int x, int y, int z, int[] expected)
    {
        foreach (var quaternion in new[] { false, true })
        {
            new NiftiFile { Axes = [0.75 * x, 0.5 * y, 5 * z], Quaternion = quaternion }.Write(_folder.File("a.nii"),
                Columns, Rows, Slices, [.. Enumerable.Range(0, 12).Select(i => (double)i)]);
            var volume = CtReaders.Read(_folder.File("a.nii"));
            Assert.Equal(expected.Select(value => (short)value), volume.ReadAll());
            Assert.Equal((5.0, 0.5, 0.75), (volume.SliceSpacing, volume.RowSpacing, volume.ColumnSpacing));
        }
    }

    [Fact]
    public void Values_are_rounded_and_kept_within_a_short()
    {
        new NiftiFile { Type = 64 }.Write(_folder.File("a.nii"), 3, 2, 1, [0.5, -0.5, 1e9, -1e9, double.NaN, -1024.4]);
        Assert.Equal([1, -1, short.MaxValue, short.MinValue, 0, -1024], CtReaders.Read(_folder.File("a.nii")).ReadAll());
    }

    public static TheoryData<string, string, Action<byte[]>> Refused => new()
    {
        { "NIfTI-2", "NIfTI-2", head => BinaryPrimitives.WriteInt32LittleEndian(head, 540) },
        { "no NIfTI", "no NIfTI-1 file", head => head[0] = 7 },
        { "header apart", "no NIfTI-1 file", head => head[345] = (byte)'i' },
        { "four dimensions", "give one volume", head => { head[40] = 4; head[48] = 2; } },
        { "no extent", "give one volume", head => head[42] = 0 },
        { "negative extent", "give one volume", head => head[43] = 0x80 },
        { "colour", "type 128", head => head[70] = 128 },
        { "huge", "too short for", head => { head[43] = 0x0F; head[45] = 0x0F; head[47] = 0x4E; } },
        { "no orientation", "neither qform nor sform", head => head[254] = 0 },
        { "sagittal", "not an axial volume", head => { head.AsSpan(280, 16).CopyTo(head.AsSpan(312)); head.AsSpan(280, 4).Clear(); } },
        { "columns of no scanner", "voxels of 1E-05 x 1 x 1 mm",
            head => BinaryPrimitives.WriteSingleLittleEndian(head.AsSpan(280), -1e-5f) },
        { "slices of no scanner", "voxels of 1 x 1 x 200 mm", head => BinaryPrimitives.WriteSingleLittleEndian(head.AsSpan(320), -200) },
        { "slope", "slope NaN", head => BinaryPrimitives.WriteSingleLittleEndian(head.AsSpan(112), float.NaN) },
        { "offset", "voxels from byte", head => BinaryPrimitives.WriteSingleLittleEndian(head.AsSpan(108), 3e9f) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_ct_volume_is_refused_in_one_line(string name, string says, Action<byte[]> change)
    {
        Assert.NotEmpty(name);
        new NiftiFile().Write(_folder.File("a.nii"), Columns, Rows, Slices, new double[12]);
        var bytes = File.ReadAllBytes(_folder.File("a.nii"));
        change(bytes);
        File.WriteAllBytes(_folder.File("a.nii"), bytes);
        using (var packed = new GZipStream(File.Create(_folder.File("b.nii.gz")), CompressionLevel.Fastest))
        {
            packed.Write(bytes);
        }

        foreach (var path in new[] { _folder.File("a.nii"), _folder.File("b.nii.gz") })
        {
            var failure = Assert.Throws<InputException>(() => CtReaders.Read(path));
            Assert.Contains(says, failure.Message, StringComparison.Ordinal);
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
        }
    }

    [Theory]
    [InlineData("plain", "scan.nii.gz")]
    [InlineData("packed", "scan.nii")]
    [InlineData("plain", "scan")]
    [InlineData("packed", "scan.dat")]
    public void The_first_bytes_decide_and_not_the_name(string kind, string name)
    {
        var written = _folder.File(kind == "packed" ? "a.nii.gz" : "a.nii");
        new NiftiFile().Write(written, Columns, Rows, Slices, [.. Enumerable.Range(0, 12).Select(i => (double)i)]);
        var expected = CtReaders.Read(written).ReadAll();
        File.Move(written, _folder.File(name));
        Assert.Equal(expected, CtReaders.Read(_folder.File(name)).ReadAll());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(360)]
    public void A_cut_file_is_refused(int length)
    {
        foreach (var name in new[] { "a.nii", "a.nii.gz" })
        {
            new NiftiFile().Write(_folder.File(name), Columns, Rows, Slices, [.. Enumerable.Range(0, 12).Select(i => i * 777.0)]);
            var bytes = File.ReadAllBytes(_folder.File(name));
            File.WriteAllBytes(_folder.File(name), bytes[..Math.Min(length, bytes.Length - 12)]);
            Assert.Contains(name, Assert.Throws<InputException>(() => CtReaders.Read(_folder.File(name))).Message,
                StringComparison.Ordinal);
        }
    }
}
