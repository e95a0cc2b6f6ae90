using System.Buffers.Binary;
using System.IO.Compression;

namespace MhdNet.Cli.Fuzz;

/// <summary>A small volume as NIfTI-1: both byte orders, whole and floating-point voxels, sform and qform, packed and not.</summary>
internal static class NiftiSeeds
{
    private const int HeadLength = 352;
    private const int Columns = 12, Rows = 10, Slices = 3;

    public static IReadOnlyList<Seed> All() =>
    [
        Volume("whole", big: false, type: 4, bytes: 2, sform: true),
        Volume("real-qform", big: false, type: 16, bytes: 4, sform: false),
        Volume("big-endian", big: true, type: 512, bytes: 2, sform: true),
        Packed(Volume("packed", big: false, type: 4, bytes: 2, sform: true)),
        Packed(Volume("packed-real", big: false, type: 64, bytes: 8, sform: false)),
    ];

    private static Seed Packed(Seed seed) => seed with { Name = seed.Name + ".gz", Pack = Gzip };

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    // the offsets are those of nifti1.h
    private static Seed Volume(string name, bool big, short type, int bytes, bool sform)
    {
        var file = new byte[HeadLength + (Columns * Rows * Slices * bytes)];
        var fields = new List<Field>();
        Put(0, 4, 348, FieldKind.Whole);
        long[] dim = [3, Columns, Rows, Slices, 1, 1, 1, 1];
        for (var i = 0; i < dim.Length; i++)
        {
            Put(40 + (2 * i), 2, dim[i], i is >= 1 and <= 3 ? FieldKind.Extent : FieldKind.Whole);
        }

        Put(70, 2, type, FieldKind.Whole);
        Put(72, 2, 8 * bytes, FieldKind.Whole);
        float[] steps = [1, 8, 8, 5];
        for (var i = 0; i < steps.Length; i++)
        {
            Real(76 + (4 * i), steps[i]);
        }

        Real(108, HeadLength);
        Real(112, 1);
        Real(116, -24);
        Put(252, 2, sform ? 0 : 1, FieldKind.Whole);
        Put(254, 2, sform ? 1 : 0, FieldKind.Whole);
        for (var i = 0; i < 6; i++)
        {
            Real(256 + (4 * i), 0);
        }

        float[] matrix = [-8, 0, 0, 48, 0, 8, 0, -40, 0, 0, 5, 0];
        for (var i = 0; i < matrix.Length; i++)
        {
            Real(280 + (4 * i), sform ? matrix[i] : 0);
        }

        "n+1\0"u8.CopyTo(file.AsSpan(344));
        for (var i = 0; i < Columns * Rows * Slices; i++)
        {
            var bits = type switch { 16 => BitConverter.SingleToInt32Bits(i), 64 => BitConverter.DoubleToInt64Bits(i), _ => i };
            Number(HeadLength + (i * bytes), bytes, bits);
        }

        return new Seed(name + ".nii", file, fields);

        void Put(int at, int length, long value, FieldKind kind)
        {
            fields.Add(new Field(at, length, kind, big));
            Number(at, length, value);
        }

        void Real(int at, float value) => Put(at, 4, BitConverter.SingleToInt32Bits(value), FieldKind.Real);

        void Number(int at, int length, long value)
        {
            Span<byte> all = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(all, value);
            var low = all[..length];
            if (big)
            {
                low.Reverse();
            }

            low.CopyTo(file.AsSpan(at));
        }
    }
}
