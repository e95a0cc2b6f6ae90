using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace MhdNet.Cli.Fuzz;

/// <summary>One small CT slice in every transfer syntax that is read.</summary>
internal static class DicomSeeds
{
    public const int Rows = 36, Columns = 40;

    /// <summary>Stored values; the intercept turns them into HU.</summary>
    public static ushort[] Pixels { get; } =
        [.. Enumerable.Range(0, Rows * Columns).Select(i => (ushort)(1000 + (40 * (i / Columns)) + (13 * i % 37)))];

    public static IReadOnlyList<Seed> All()
    {
        var rle = RunLengths();
        var jpeg = LosslessJpegWriter.Encode(Pixels, Columns, Rows);
        var (wavelet, signed) = (Wavelet(signed: false), Wavelet(signed: true));
        var predicted = PredictedRuns();
        var segments = ImageFields.Segments(predicted);
        return
        [
            Native("implicit", "1.2.840.10008.1.2", explicitVr: false, bigEndian: false),
            Native("explicit", "1.2.840.10008.1.2.1", explicitVr: true, bigEndian: false),
            Native("big-endian", "1.2.840.10008.1.2.2", explicitVr: true, bigEndian: true),
            Deflated(Native("deflated", "1.2.840.10008.1.2.1.99", explicitVr: true, bigEndian: false)),
            Encapsulated("rle", "1.2.840.10008.1.2.5", false, rle, ImageFields.RunLengths()),
            Encapsulated("jpeg-lossless", "1.2.840.10008.1.2.4.57", false, jpeg, ImageFields.Segments(jpeg)),
            Encapsulated("jpeg-lossless-first-order", "1.2.840.10008.1.2.4.70", false, jpeg, ImageFields.Segments(jpeg)),
            Encapsulated("jpeg-2000", "1.2.840.10008.1.2.4.90", false, wavelet, ImageFields.Segments(wavelet)),
            Encapsulated("jpeg-2000-signed", "1.2.840.10008.1.2.4.90", true, signed, ImageFields.Segments(signed)),
            Encapsulated("jpeg-ls", "1.2.840.10008.1.2.4.80", false, predicted, segments),
            .. EnhancedSeeds.All(predicted, segments, "1.2.840.10008.1.2.4.80"),
        ];
    }

    /// <summary>A slice at a height, explicit little endian.</summary>
    public static byte[] At(double z)
    {
        var file = new DicomBuilder(explicitVr: true, bigEndian: false);
        file.Head("1.2.840.10008.1.2.1");
        Image(file, false, z);
        return WithPixels(file, false).Bytes;
    }

    private static Seed Native(string name, string syntax, bool explicitVr, bool bigEndian)
    {
        var head = new DicomBuilder(explicitVr: true, bigEndian: false);
        head.Head(syntax);
        var file = new DicomBuilder(explicitVr, bigEndian);
        Image(file, false, 5);
        WithPixels(file, bigEndian);
        head.Append(file.Bytes, file.Fields);
        return new Seed(name + ".dcm", head.Bytes, head.Fields);
    }

    private static DicomBuilder WithPixels(DicomBuilder file, bool bigEndian)
    {
        var bytes = new byte[2 * Pixels.Length];
        for (var i = 0; i < Pixels.Length; i++)
        {
            var pixel = bigEndian ? BinaryPrimitives.ReverseEndianness(Pixels[i]) : Pixels[i];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), pixel);
        }

        file.Element(0x7FE0_0010, "OW", bytes, (uint)bytes.Length);
        return file;
    }

    // only what follows the file's own head is deflated
    private static Seed Deflated(Seed seed)
    {
        var head = new DicomBuilder(explicitVr: true, bigEndian: false);
        head.Head("1.2.840.10008.1.2.1.99");
        return seed with { Pack = Pack };

        byte[] Pack(byte[] content) =>
            content.Length <= head.Length ? content : [.. content[..head.Length], .. Deflate(content[head.Length..])];
    }

    private static byte[] Deflate(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
        {
            deflate.Write(bytes);
        }

        return packed.ToArray();
    }

    private static Seed Encapsulated(string name, string syntax, bool signed, byte[] image, List<Field> fields)
    {
        var file = new DicomBuilder(explicitVr: true, bigEndian: false);
        file.Head(syntax);
        Image(file, signed, 5);
        file.Element(0x7FE0_0010, "OB", [], DicomBuilder.Undefined);
        file.Element(0xFFFE_E000, "", [], 0);
        file.Element(0xFFFE_E000, "", [], (uint)image.Length);
        file.Append(image, fields);
        file.Element(0xFFFE_E0DD, "", [], 0);
        return new Seed(name + ".dcm", file.Bytes, file.Fields);
    }

    private static void Image(DicomBuilder file, bool signed, double z)
    {
        file.Text(0x0008_0008, "CS", @"ORIGINAL\PRIMARY\AXIAL");
        file.Text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.2");
        file.Text(0x0008_0060, "CS", "CT", FieldKind.Text);
        file.Text(0x0008_103E, "LO", "chest", FieldKind.Text);
        file.Element(0x0008_1140, "SQ", [], DicomBuilder.Undefined);
        file.Element(0xFFFE_E000, "", [], DicomBuilder.Undefined);
        file.Text(0x0008_1150, "UI", "1.2.3");
        file.Element(0xFFFE_E00D, "", [], 0);
        file.Element(0xFFFE_E0DD, "", [], 0);
        file.Text(0x0018_0050, "DS", "5.0", FieldKind.Text);
        file.Text(0x0018_1120, "DS", "0.0", FieldKind.Text);
        file.Text(0x0020_000E, "UI", "1.2.3.4", FieldKind.Text);
        file.Text(0x0020_0032, "DS", FormattableString.Invariant($@"-100.0\-100.0\{z:000000}"), FieldKind.Text);
        file.Text(0x0020_0037, "DS", @"1.0000\0.0000\0.0000\0.0000\1.0000\0.0000", FieldKind.Text);
        file.Whole(0x0028_0002, 1);
        file.Text(0x0028_0008, "IS", "1", FieldKind.Text);
        file.Whole(0x0028_0010, Rows, FieldKind.Extent);
        file.Whole(0x0028_0011, Columns, FieldKind.Extent);
        file.Text(0x0028_0030, "DS", @"8.0000\8.0000", FieldKind.Text);
        file.Whole(0x0028_0100, 16);
        file.Whole(0x0028_0101, 16);
        file.Whole(0x0028_0102, 15);
        file.Whole(0x0028_0103, signed ? 1 : 0);
        file.Text(0x0028_1052, "DS", signed ? "31744" : "-1024   ", FieldKind.Text);
        file.Text(0x0028_1053, "DS", "1.000000", FieldKind.Text);
    }

    // literal runs only, high bytes first
    private static byte[] RunLengths()
    {
        var image = new List<byte>(new byte[64]);
        BinaryPrimitives.WriteUInt32LittleEndian(CollectionsMarshal.AsSpan(image), 2);
        for (var plane = 0; plane < 2; plane++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(CollectionsMarshal.AsSpan(image)[(4 * (plane + 1))..], (uint)image.Count);
            foreach (var run in Pixels.Select(value => (byte)(plane == 0 ? value >> 8 : value)).Chunk(100))
            {
                image.Add((byte)(run.Length - 1));
                image.AddRange(run);
            }
        }

        return [.. image, .. new byte[image.Count % 2]];
    }

    // the same pixels as CharLS' encoder wrote them: 40 x 36, 16 bits, lossless
    private static byte[] PredictedRuns()
    {
        var code = Seed.Resource("image.jls");
        return [.. code, .. new byte[code.Length % 2]];
    }

    // the same pixels, lossless, as `opj_compress -F 40,36,1,16,u -mct 0` wrote them; a signed image differs in one bit of its head,
    // and its values by half the range
    private static byte[] Wavelet(bool signed)
    {
        var code = Seed.Resource("image.j2k");
        code[42] |= (byte)(signed ? 0x80 : 0);
        return [.. code, .. new byte[code.Length % 2]];
    }
}
