using System.Buffers.Binary;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Data.Dicom;

/// <summary>
/// Splits a DICOM file (PS3.10) into its top-level elements: explicit and implicit VR little endian. Nested sequences are skipped, of defined
/// and of undefined length, and so is VR UN of undefined length, whose inside is implicit (PS3.5, 6.2.2). Stops at the pixels.
/// </summary>
internal sealed class DicomParser
{
    private const uint Undefined = 0xFFFF_FFFF;
    private const int DeepestSequence = 32;
    private const int Preamble = 128;

    private readonly byte[] _bytes;
    private readonly string _source;
    private int _at;

    private DicomParser(byte[] bytes, string source) => (_bytes, _source, _at) = (bytes, source, Preamble + 4);

    /// <summary>Whether these are the leading bytes of a DICOM file.</summary>
    public static bool IsDicom(ReadOnlySpan<byte> start) => start.Length >= Preamble + 4 && start.Slice(Preamble, 4).SequenceEqual("DICM"u8);

    /// <summary>Parses a file.</summary>
    /// <exception cref="InputException">No DICOM file, a truncated one, or a transfer syntax that is not read.</exception>
    public static DicomDataset Parse(byte[] bytes, string source)
    {
        if (!IsDicom(bytes))
        {
            throw new InputException($"{source}: no DICOM file: remove it from the series' folder");
        }

        return new DicomParser(bytes, source).Dataset();
    }

    private DicomDataset Dataset()
    {
        var elements = new Dictionary<uint, ReadOnlyMemory<byte>>();
        while (_at < _bytes.Length && PeekGroup() == 2)
        {
            Element(elements, explicitVr: true, depth: 0);
        }

        var uid = elements.TryGetValue(DicomTag.TransferSyntaxUid, out var value) ? Encoding.ASCII.GetString(value.Span).Trim(' ', '\0') : "";
        var syntax = TransferSyntax.Of(uid);
        if (!syntax.Readable)
        {
            throw new InputException(
                $"{_source}: transfer syntax {(uid.Length == 0 ? "missing" : $"{Printable(uid)} ({syntax.Name})")} is not read: convert the series, for example with `dcmconv +te` or `dcmdjpeg`");
        }

        while (_at < _bytes.Length && !elements.ContainsKey(DicomTag.PixelData))
        {
            Element(elements, syntax.ExplicitVr, depth: 0);
        }

        return new DicomDataset(_source, syntax, elements);
    }

    // One element; kept where a dictionary is given.
    private uint Element(Dictionary<uint, ReadOnlyMemory<byte>>? elements, bool explicitVr, int depth)
    {
        var tag = Tag();
        var unknown = false;
        uint length;
        if (explicitVr && tag >> 16 != 0xFFFE)
        {
            var vr = Take(2);
            unknown = vr.SequenceEqual("UN"u8);
            length = HasLongLength(vr) ? LongLength() : BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
        }
        else
        {
            length = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        }

        if (length == Undefined)
        {
            if (tag == DicomTag.PixelData)
            {
                throw new InputException($"{_source}: compressed pixels under an uncompressed transfer syntax: export the series again");
            }

            Items(explicitVr && !unknown, depth + 1);
        }
        else
        {
            var start = _at;
            Skip(length);
            elements?.TryAdd(tag, _bytes.AsMemory(start, (int)length));
        }

        return tag;
    }

    // The items of a sequence of undefined length.
    private void Items(bool explicitVr, int depth)
    {
        if (depth > DeepestSequence)
        {
            throw new InputException($"{_source}: sequences nested deeper than {DeepestSequence}: export the series again");
        }

        while (true)
        {
            var tag = Tag();
            var length = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
            if (tag == DicomTag.SequenceDelimitation)
            {
                return;
            }

            if (tag != DicomTag.Item)
            {
                throw new InputException($"{_source}: element {DicomDataset.Name(tag)} stands where a sequence's item should: export the series again");
            }

            if (length != Undefined)
            {
                Skip(length);
                continue;
            }

            while (Element(null, explicitVr, depth) != DicomTag.ItemDelimitation)
            {
            }
        }
    }

    private static bool HasLongLength(ReadOnlySpan<byte> vr) =>
        Encoding.ASCII.GetString(vr) is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV";

    private uint LongLength()
    {
        Skip(2);
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
    }

    private int PeekGroup() => _at + 2 <= _bytes.Length ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_at)) : throw Truncated();

    private uint Tag()
    {
        var bytes = Take(4);
        return ((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var start = _at;
        Skip((uint)count);
        return _bytes.AsSpan(start, count);
    }

    private void Skip(uint count)
    {
        if (count > (uint)(_bytes.Length - _at))
        {
            throw Truncated();
        }

        _at += (int)count;
    }

    private InputException Truncated() => new($"{_source}: truncated or damaged: fetch the file again");

    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and <= '~')]);
}
