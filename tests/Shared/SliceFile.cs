using System.Buffers.Binary;
using System.Text;

namespace MhdNet.Tests.Data.Dicom;

/// <summary>A small DICOM CT slice, written byte by byte: the tests' own idea of the format, apart from the library's.</summary>
internal sealed record SliceFile
{
    public bool ExplicitVr { get; init; } = true;

    public string? Syntax { get; init; }

    public string Series { get; init; } = "1.2.3";

    public string? Modality { get; init; } = "CT";

    public string? Position { get; init; } = @"0\0\0";

    public string? Orientation { get; init; } = @"1\0\0\0\1\0";

    public string? Spacing { get; init; } = @"1\1";

    public int Rows { get; init; } = 2;

    public int Columns { get; init; } = 3;

    public int Allocated { get; init; } = 16;

    public int Stored { get; init; } = 16;

    public int HighBit { get; init; } = 15;

    public bool Signed { get; init; } = true;

    public string? Slope { get; init; } = "1";

    public string? Intercept { get; init; } = "0";

    public string Photometric { get; init; } = "MONOCHROME2";

    public int Samples { get; init; } = 1;

    public IReadOnlyList<int>? Pixels { get; init; } = [0, 1, 2, 3, 4, 5];

    /// <summary>Elements between the patient's and the image's, as raw bytes.</summary>
    public byte[] Extra { get; init; } = [];

    /// <summary>Elements after all others, as raw bytes.</summary>
    public byte[] After { get; init; } = [];

    public static SliceFile At(double z, params int[] pixels) =>
        new() { Position = FormattableString.Invariant($@"0\0\{z}"), Pixels = pixels };

    public byte[] Bytes()
    {
        var stream = new MemoryStream();
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        Text(stream, true, 0x0002, 0x0010, "UI", Syntax ?? (ExplicitVr ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2"));
        Text(stream, ExplicitVr, 0x0008, 0x0060, "CS", Modality);
        stream.Write(Extra);
        Text(stream, ExplicitVr, 0x0020, 0x000E, "UI", Series);
        Text(stream, ExplicitVr, 0x0020, 0x0032, "DS", Position);
        Text(stream, ExplicitVr, 0x0020, 0x0037, "DS", Orientation);
        Whole(stream, 0x0028, 0x0002, Samples);
        Text(stream, ExplicitVr, 0x0028, 0x0004, "CS", Photometric);
        Whole(stream, 0x0028, 0x0010, Rows);
        Whole(stream, 0x0028, 0x0011, Columns);
        Text(stream, ExplicitVr, 0x0028, 0x0030, "DS", Spacing);
        Whole(stream, 0x0028, 0x0100, Allocated);
        Whole(stream, 0x0028, 0x0101, Stored);
        Whole(stream, 0x0028, 0x0102, HighBit);
        Whole(stream, 0x0028, 0x0103, Signed ? 1 : 0);
        Text(stream, ExplicitVr, 0x0028, 0x1052, "DS", Intercept);
        Text(stream, ExplicitVr, 0x0028, 0x1053, "DS", Slope);
        if (Pixels is not null)
        {
            Write(stream, ExplicitVr, 0x7FE0, 0x0010, "OW",
                [.. Pixels.SelectMany(value => Allocated == 8 ? new[] { (byte)value } : [(byte)value, (byte)(value >> 8)])]);
        }

        stream.Write(After);
        return stream.ToArray();
    }

    /// <summary>An element of text, explicit little endian.</summary>
    public static byte[] Element(int group, int element, string vr, string text) =>
        Raw(true, group, element, vr, Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + (vr == "UI" ? '\0' : ' ')));

    /// <summary>One element, explicit or implicit.</summary>
    public static byte[] Raw(bool explicitVr, int group, int element, string vr, byte[] value, uint? length = null)
    {
        var stream = new MemoryStream();
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)group);
        BinaryPrimitives.WriteUInt16LittleEndian(number[2..], (ushort)element);
        stream.Write(number);
        var size = length ?? (uint)value.Length;
        if (explicitVr && vr.Length > 0)
        {
            stream.Write(Encoding.ASCII.GetBytes(vr));
            if (vr is "OW" or "OB" or "SQ" or "UN" or "UT")
            {
                stream.Write([0, 0]);
            }
            else
            {
                stream.Write([(byte)size, (byte)(size >> 8)]);
                stream.Write(value);
                return stream.ToArray();
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(number, size);
        stream.Write(number);
        stream.Write(value);
        return stream.ToArray();
    }

    private static void Write(Stream stream, bool explicitVr, int group, int element, string vr, byte[] value) =>
        stream.Write(Raw(explicitVr, group, element, vr, value));

    private static void Text(Stream stream, bool explicitVr, int group, int element, string vr, string? text)
    {
        if (text is not null)
        {
            Write(stream, explicitVr, group, element, vr,
                Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + (vr == "UI" ? '\0' : ' ')));
        }
    }

    private void Whole(Stream stream, int group, int element, int value) =>
        Write(stream, ExplicitVr, group, element, "US", [(byte)value, (byte)(value >> 8)]);
}
