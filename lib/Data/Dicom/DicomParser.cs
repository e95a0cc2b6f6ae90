using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Data.Dicom;

/// <summary>
/// Splits a DICOM file (PS3.10) into its top-level elements: explicit and implicit VR, both byte orders, deflated. Nested sequences are skipped, of
/// defined and of undefined length, and so is VR UN of undefined length, whose inside is implicit (PS3.5, 6.2.2). Stops after the pixels, whose
/// fragments, where they are compressed, are joined. Nothing is allocated on a length's word: values are views of the file; what is inflated
/// takes at most <see cref="LargestInflated"/> bytes.
/// </summary>
internal sealed class DicomParser
{
    private const uint Undefined = 0xFFFF_FFFF;
    private const int DeepestSequence = 32;
    private const int Preamble = 128;
    private const int LargestInflated = 128 << 20;
    private const int LargestFile = 256 << 20;

    private readonly string _source;
    private byte[] _bytes;
    private int _at;
    private bool _bigEndian; // the file's own head never is
    private bool _pixelWords;

    private DicomParser(byte[] bytes, string source) => (_bytes, _source, _at) = (bytes, source, Preamble + 4);

    /// <summary>Whether these are the leading bytes of a DICOM file.</summary>
    public static bool IsDicom(ReadOnlySpan<byte> start) => start.Length >= Preamble + 4 && start.Slice(Preamble, 4).SequenceEqual("DICM"u8);

    /// <summary>Reads and parses a file.</summary>
    /// <exception cref="InputException">It has gone, or as <see cref="Parse"/>.</exception>
    public static DicomDataset Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= LargestFile
                ? Parse(File.ReadAllBytes(path), path)
                : throw new InputException($"{path}: larger than {LargestFile >> 20} MiB: no single slice is that large, remove it from the series' folder");
        }
        catch (IOException failure)
        {
            throw new InputException($"{path}: cannot be read ({failure.Message}): fetch the file again", failure);
        }
    }

    /// <summary>Parses a file's bytes.</summary>
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
        if (syntax.Coding == PixelCoding.NotRead)
        {
            var way = syntax.Converter is null ? "export the series uncompressed" : $"convert each file, for example with `{syntax.Converter} in.dcm out.dcm`";
            throw new InputException($"{_source}: transfer syntax {(uid.Length == 0 ? "missing" : $"{Printable(uid)} ({syntax.Name})")} is not read: {way}");
        }

        if (syntax.Deflated)
        {
            Inflate();
        }

        _bigEndian = syntax.BigEndian;
        while (_at < _bytes.Length && !elements.ContainsKey(DicomTag.PixelData))
        {
            Element(elements, syntax.ExplicitVr, depth: 0, syntax.Encapsulated);
        }

        if (_bigEndian && _pixelWords && elements.TryGetValue(DicomTag.BitsAllocated, out var bits) && bits.Span is [0, 8, ..])
        {
            elements[DicomTag.PixelData] = Swapped(elements[DicomTag.PixelData].Span);
        }

        return new DicomDataset(_source, syntax, elements);
    }

    // pixels of 8 bits, two in a word
    private static byte[] Swapped(ReadOnlySpan<byte> words)
    {
        var bytes = words.ToArray();
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
        }

        return bytes;
    }

    private void Inflate()
    {
        var inflated = new MemoryStream();
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(_bytes, _at, _bytes.Length - _at), CompressionMode.Decompress);
            Span<byte> buffer = stackalloc byte[8192];
            for (var read = deflate.Read(buffer); read > 0; read = deflate.Read(buffer))
            {
                inflated.Write(buffer[..read]);
                if (inflated.Length > LargestInflated)
                {
                    throw new InputException($"{_source}: inflates to more than {LargestInflated >> 20} MiB: no single slice is that large");
                }
            }
        }
        catch (InvalidDataException)
        {
            throw Truncated();
        }

        (_bytes, _at) = (inflated.ToArray(), 0);
    }

    // One element; kept where a dictionary is given.
    private uint Element(Dictionary<uint, ReadOnlyMemory<byte>>? elements, bool explicitVr, int depth, bool encapsulated = false)
    {
        var tag = Tag();
        var unknown = false;
        uint length;
        if (explicitVr && tag >> 16 != 0xFFFE)
        {
            var vr = Take(2);
            unknown = vr.SequenceEqual("UN"u8);
            _pixelWords = tag == DicomTag.PixelData && vr.SequenceEqual("OW"u8);
            length = HasLongLength(vr) ? LongLength() : U16();
        }
        else
        {
            length = U32();
        }

        if (length == Undefined)
        {
            if (tag == DicomTag.PixelData)
            {
                elements?.Add(tag, encapsulated ? Fragments()
                    : throw new InputException($"{_source}: compressed pixels under an uncompressed transfer syntax: export the series again"));
                return tag;
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
            var length = U32();
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

    // The first item is a table of offsets, which one image does not need.
    private ReadOnlyMemory<byte> Fragments()
    {
        var fragments = new List<ReadOnlyMemory<byte>>();
        for (var tag = Tag(); tag != DicomTag.SequenceDelimitation; tag = Tag())
        {
            if (tag != DicomTag.Item)
            {
                throw new InputException($"{_source}: element {DicomDataset.Name(tag)} stands where a fragment of the image should: export the series again");
            }

            var length = U32();
            var start = _at;
            Skip(length);
            fragments.Add(_bytes.AsMemory(start, (int)length));
        }

        Skip(4);
        return fragments.Count == 2 ? fragments[1] : fragments.Skip(1).SelectMany(fragment => fragment.ToArray()).ToArray();
    }

    private static bool HasLongLength(ReadOnlySpan<byte> vr) =>
        Encoding.ASCII.GetString(vr) is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV";

    private uint LongLength()
    {
        Skip(2);
        return U32();
    }

    private int PeekGroup() => _at + 2 <= _bytes.Length ? BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_at)) : throw Truncated();

    private uint Tag() => (U16() << 16) | U16();

    private uint U16() => _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Take(2)) : BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    private uint U32() => _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Take(4)) : BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

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
