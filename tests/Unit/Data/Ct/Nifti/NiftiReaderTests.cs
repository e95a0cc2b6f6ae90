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
        var volume = CtReaders.Read(_folder.File("a.nii"));
        Assert.Equal([1, -1, short.MaxValue, short.MinValue, -1024, -1024], volume.ReadAll());
        Assert.Equal(["voxels that are no number (NaN) are taken as air"], volume.Notes);
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
        { "identity", "its affine is the identity", head => F32(head, 280, 1, 300, 1, 320, 1) },
        { "steps that contradict", "says 1 mm between voxels of axis 1, its head (pixdim) 2", head => F32(head, 80, 2) },
        { "negative step", "a step is never below 0", head => F32(head, 84, -1) },
        { "forms that contradict", "sform and qform contradict each other in the direction of axis 1",
            head => { head[252] = 1; F32(head, 76, -1, 80, 1, 84, 1, 88, 1); } },
        { "metres", "voxels of 1000 x 1000 x 1000 mm", head => head[123] = 1 },
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
            var failure = Assert.ThrowsAny<InputException>(() => CtReaders.Read(path));
            Assert.Contains(says, failure.Message, StringComparison.Ordinal);
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
        }
    }

    [Fact]
    public void Lengths_in_metres_are_heard_and_forms_that_agree_are_read()
    {
        var path = _folder.File("a.nii");
        new NiftiFile { Axes = [-0.0005, -0.0005, -0.005] }.Write(path, Columns, Rows, Slices, new double[12]);
        var bytes = File.ReadAllBytes(path);
        (bytes[123], bytes[252]) = (1, 1);
        F32(bytes, 76, 1, 80, 0.0005f, 84, 0.0005f, 88, 0.005f, 264, 1); // half a turn about z; qfac +1, so that the third axis disagrees
        File.WriteAllBytes(path, bytes);
        Assert.Contains("axis 3", Assert.ThrowsAny<InputException>(() => CtReaders.Read(path)).Message, StringComparison.Ordinal);
        F32(bytes, 76, -1);
        File.WriteAllBytes(path, bytes);
        var volume = CtReaders.Read(path);
        Assert.Equal((5.0, 0.5), (Math.Round(volume.SliceSpacing, 5), Math.Round(volume.RowSpacing, 5)));
    }

    [Fact]
    public void A_folder_with_one_volume_is_that_volume_and_with_two_is_none()
    {
        new NiftiFile().Write(_folder.File("a.nii.gz"), Columns, Rows, Slices, new double[12]);
        _folder.Write("a.json", "{}");
        Assert.Equal(Slices, CtReaders.Read(_folder.Path).Slices);
        new NiftiFile().Write(_folder.File("b.nii"), Columns, Rows, Slices, new double[12]);
        Assert.Contains("2 NIfTI volumes in one folder (such as a.nii.gz and b.nii): give one of them",
            Assert.ThrowsAny<InputException>(() => CtReaders.Read(_folder.Path)).Message, StringComparison.Ordinal);
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
            Assert.Contains(name, Assert.ThrowsAny<InputException>(() => CtReaders.Read(_folder.File(name))).Message,
                StringComparison.Ordinal);
        }
    }

    private static void F32(byte[] head, params double[] placesAndValues)
    {
        for (var i = 0; i < placesAndValues.Length; i += 2)
        {
            BinaryPrimitives.WriteSingleLittleEndian(head.AsSpan((int)placesAndValues[i]), (float)placesAndValues[i + 1]);
        }
    }
}
