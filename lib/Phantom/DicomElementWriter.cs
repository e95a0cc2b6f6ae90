using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MhdNet.Phantom;

/// <summary>A DICOM data set being written, little endian, elements given in ascending order (PS3.5, 7.1).</summary>
/// <param name="explicitRepresentation">Whether each element names its value representation.</param>
internal sealed class DicomElementWriter(bool explicitRepresentation)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private uint _last;

    /// <summary>The elements so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Adds text; padded to even length as its representation wants.</summary>
    public void Text(uint tag, string representation, string value)
    {
        var even = value.Length % 2 == 0 ? value : value + (representation == "UI" ? '\0' : ' ');
        Element(tag, representation, Encoding.ASCII.GetBytes(even));
    }

    /// <summary>Adds an unsigned short.</summary>
    public void UnsignedShort(uint tag, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        Element(tag, "US", bytes);
    }

    /// <summary>Adds an unsigned long.</summary>
    public void UnsignedLong(uint tag, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Element(tag, "UL", bytes);
    }

    /// <summary>Adds a sequence, its items of stated length (PS3.5, 7.5).</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="items">The data set of each item, encoded as this one is.</param>
    public void Sequence(uint tag, IReadOnlyList<byte[]> items)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Span<byte> head = stackalloc byte[8];
        foreach (var item in items)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(head, 0xFFFE);
            BinaryPrimitives.WriteUInt16LittleEndian(head[2..], 0xE000);
            BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)item.Length);
            bytes.Write(head);
            bytes.Write(item);
        }

        Element(tag, "SQ", bytes.WrittenSpan);
    }

    /// <summary>Adds an element from its bytes.</summary>
    public void Element(uint tag, string representation, ReadOnlySpan<byte> value)
    {
        if (tag <= _last)
        {
            throw new InvalidOperationException($"element {tag:X8} comes after {_last:X8}");
        }

        _last = tag;
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)tag);
        var length = 8;
        if (!explicitRepresentation)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)value.Length);
        }
        else
        {
            Encoding.ASCII.GetBytes(representation, head[4..]);
            if (representation is "OB" or "OW" or "SQ" or "UC" or "UT")
            {
                BinaryPrimitives.WriteUInt16LittleEndian(head[6..], 0);
                BinaryPrimitives.WriteUInt32LittleEndian(head[8..], (uint)value.Length);
                length = 12;
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)value.Length);
            }
        }

        _bytes.Write(head[..length]);
        _bytes.Write(value);
    }
}
