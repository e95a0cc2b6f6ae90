using System.Buffers.Binary;
using System.Text;

namespace MhdNet.Cli.Fuzz;

/// <summary>Writes a DICOM file element by element and notes where its fields are.</summary>
internal sealed class DicomBuilder(bool explicitVr, bool bigEndian)
{
    /// <summary>A length that is not stated.</summary>
    public const uint Undefined = 0xFFFF_FFFF;

    private readonly List<byte> _bytes = [];

    /// <summary>The fields of what was written.</summary>
    public List<Field> Fields { get; } = [];

    /// <summary>Bytes written.</summary>
    public int Length => _bytes.Count;

    /// <summary>What was written.</summary>
    public byte[] Bytes => [.. _bytes];

    /// <summary>Preamble and transfer syntax: explicit little endian in every file.</summary>
    public void Head(string syntax)
    {
        _bytes.AddRange(new byte[128]);
        _bytes.AddRange("DICM"u8);
        var meta = new DicomBuilder(explicitVr: true, bigEndian: false);
        meta.Text(0x0002_0010, "UI", syntax);
        Append(meta.Bytes, meta.Fields);
    }

    /// <summary>An element of text.</summary>
    public void Text(uint tag, string vr, string text, FieldKind? kind = null)
    {
        var value = Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + (vr == "UI" ? '\0' : ' '));
        Element(tag, vr, value, (uint)value.Length, kind);
    }

    /// <summary>An element of VR US.</summary>
    public void Whole(uint tag, int number, FieldKind kind = FieldKind.Whole) => Element(tag, "US", Number((uint)number, 2), 2, kind);

    /// <summary>Any element.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="vr">Its representation; empty for items and their ends.</param>
    /// <param name="value">Its value.</param>
    /// <param name="length">Its length as stated.</param>
    /// <param name="kind">What the value is, if a field.</param>
    public void Element(uint tag, string vr, ReadOnlySpan<byte> value, uint length, FieldKind? kind = null)
    {
        Write(Number(tag >> 16, 2), FieldKind.Whole);
        Write(Number(tag & 0xFFFF, 2), FieldKind.Whole);
        var isShort = explicitVr && vr is not ("" or "OB" or "OW" or "SQ" or "UN");
        if (explicitVr && vr.Length > 0)
        {
            Write(Encoding.ASCII.GetBytes(isShort ? vr : vr + "\0\0"), null);
        }

        Write(Number(length, isShort ? 2 : 4), FieldKind.Whole);
        Write(value, kind);
    }

    /// <summary>Bytes whose fields are known from elsewhere.</summary>
    public void Append(ReadOnlySpan<byte> bytes, IEnumerable<Field> fields)
    {
        Fields.AddRange(fields.Select(field => field with { Offset = field.Offset + Length }));
        _bytes.AddRange(bytes);
    }

    private void Write(ReadOnlySpan<byte> bytes, FieldKind? kind)
    {
        if (kind is { } known && bytes.Length > 0)
        {
            Fields.Add(new Field(Length, bytes.Length, known, bigEndian));
        }

        _bytes.AddRange(bytes);
    }

    private byte[] Number(uint number, int length)
    {
        var bytes = new byte[4];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            return bytes[(4 - length)..];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes[..length];
    }
}
