using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using MhdNet.Phantom;

namespace MhdNet.Reports.Dicom;

/// <summary>Elements of a DICOM data set, added in any order and written in that of their tags.</summary>
internal sealed class ElementSet
{
    private readonly SortedDictionary<uint, Action<DicomElementWriter>> _elements = [];

    /// <summary>Adds text. Of letters beyond ASCII a question mark remains: the character set is that of the series' own texts.</summary>
    public ElementSet Text(uint tag, string representation, string value) =>
        Bytes(tag, representation, Encoding.ASCII.GetBytes(value));

    /// <summary>Adds bytes as they are, padded to an even number.</summary>
    public ElementSet Bytes(uint tag, string representation, ReadOnlyMemory<byte> value)
    {
        var padding = representation is "UI" or "OB" ? (byte)0 : (byte)' ';
        byte[] even = value.Length % 2 == 0 ? value.ToArray() : [.. value.Span, padding];
        _elements[tag] = writer => writer.Element(tag, representation, even);
        return this;
    }

    /// <summary>Adds an unsigned short.</summary>
    public ElementSet Short(uint tag, int value)
    {
        _elements[tag] = writer => writer.UnsignedShort(tag, checked((ushort)value));
        return this;
    }

    /// <summary>Adds an unsigned long.</summary>
    public ElementSet Long(uint tag, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)value));
        return Bytes(tag, "UL", bytes);
    }

    /// <summary>Adds a sequence.</summary>
    public ElementSet Sequence(uint tag, params IEnumerable<ElementSet> items)
    {
        byte[][] written = [.. items.Select(item => item.Write().Bytes.ToArray())];
        _elements[tag] = writer => writer.Sequence(tag, written);
        return this;
    }

    /// <summary>The data set, explicit representation, little endian.</summary>
    public DicomElementWriter Write()
    {
        var writer = new DicomElementWriter(explicitRepresentation: true);
        foreach (var element in _elements.Values)
        {
            element(writer);
        }

        return writer;
    }

    /// <summary>A new unique identifier, from a UUID (PS3.5, B.2).</summary>
    public static string NewUid() => "2.25." + new BigInteger(Guid.NewGuid().ToByteArray(), isUnsigned: true);
}
