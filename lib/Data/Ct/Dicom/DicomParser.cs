using System.IO.Compression;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// Splits a DICOM file (PS3.10) into its top-level elements: explicit and implicit VR, both byte orders, deflated. Nested sequences are
/// skipped, of defined and of undefined length, and so is VR UN of undefined length, whose inside is implicit (PS3.5, 6.2.2); of the
/// functional groups what they say of each frame is kept. Stops after the pixels, whose fragments, where they are compressed, are joined.
/// What is not wanted is not read, and nothing is allocated on a length's word: it is held against the file first; what is inflated takes
/// at most <see cref="LargestInflated"/> bytes. Where a file's first element contradicts what its head says of the representation of
/// values, the element is right.
/// </summary>
internal sealed partial class DicomParser
{
    private const uint Undefined = 0xFFFF_FFFF;
    private const int DeepestSequence = 32;
    private const int LongestValue = DicomStart.LongestValue;
    private const int LargestInflated = 128 << 20;
    private const int LargestFile = 256 << 20; // of one slice
    private const long LargestOfFrames = 8L << 30;
    private const int MostElements = 1 << 16;

    private readonly string _source;
    private readonly int? _wantedFrame; // the pixels are wanted of
    private readonly Dictionary<uint, ReadOnlyMemory<byte>> _elements = [];
    private DicomBytes _bytes;
    private bool _pixelWords;
    private long? _pixelLength;
    private byte[]? _pixels;

    private DicomParser(Stream stream, string source, int? wantedFrame) => (_bytes, _source, _wantedFrame) =
        (new DicomBytes(stream, source), source, wantedFrame);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pixels">Whether its pixels are read too, or their length alone.</param>
    /// <param name="frame">Of which frame, from 0.</param>
    /// <exception cref="InputException">It has gone; no DICOM file, a truncated one, or a transfer syntax that is not read.</exception>
    public static DicomDataset Read(string path, bool pixels, int frame = 0)
    {
        try
        {
            if (File.Exists(path))
            {
                RegularFile.Require(path);
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > LargestOfFrames)
            {
                throw TooLarge(path);
            }

            var parser = new DicomParser(file, path, pixels ? frame : null);
            var dataset = parser.Dataset();
            return file.Length <= LargestFile || parser.FrameCount > 1 ? dataset : throw TooLarge(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read ({failure.Message.ReplaceLineEndings(" ")}): fetch the file again", failure);
        }
    }

    private static InputException TooLarge(string path) => new(
        $"{path}: larger than {LargestFile >> 20} MiB: no single slice is that large, remove it from the series' folder");

    private DicomDataset Dataset()
    {
        var start = _bytes.Next((int)Math.Min(DicomStart.Length, _bytes.Left));
        if (!DicomStart.IsDicom(start))
        {
            throw new InputException($"{_source}: no DICOM file: remove it from the series' folder");
        }

        var bare = !DicomStart.HasPreamble(start);
        _bytes.Position = bare ? 0 : DicomStart.Length;
        while (_bytes.Left > 0 && _bytes.PeekGroup() == 2)
        {
            Element(explicitVr: true, keep: true, depth: 0);
        }

        var uid = _elements.TryGetValue(DicomTag.TransferSyntaxUid, out var value) ? Encoding.ASCII.GetString(value.Span).Trim(' ', '\0')
            : bare ? GuessedSyntax()
            : "";
        var syntax = TransferSyntax.Of(uid);
        if (syntax.Coding == PixelCoding.NotRead)
        {
            var way = syntax.Converter is null ? "export the series uncompressed" : "convert each file, "
                + $"for example with `{syntax.Converter} in.dcm out.dcm`";
            throw new InputException($"{_source}: "
                + $"transfer syntax {(uid.Length == 0 ? "missing" : $"{Printable(uid)} ({syntax.Name})")} is not read: {way}");
        }

        if (syntax.Deflated)
        {
            Inflate();
        }

        _bytes.IsBigEndian = syntax.BigEndian; // the file's own head never is
        syntax = syntax with { ExplicitVr = ShownExplicit(syntax.ExplicitVr) };
        for (var count = 0; _bytes.Left > 0 && _pixelLength is null; count++)
        {
            Element(syntax.ExplicitVr, keep: true, depth: 0, syntax.Encapsulated);
            if (count > MostElements)
            {
                throw _bytes.Truncated();
            }
        }

        if (_bytes.IsBigEndian && _pixelWords && _elements.TryGetValue(DicomTag.BitsAllocated, out var bits) && bits.Span is [0, 8, ..])
        {
            SwapWords(_pixels);
        }

        return new DicomDataset(_source, syntax, [_shared, _elements], _groups, _pixelLength, _pixels);
    }

    // without a head of its own a file is of one of the two plain encodings: the first element shows which
    private string GuessedSyntax()
    {
        const string ImplicitVr = "1.2.840.10008.1.2", ExplicitVr = "1.2.840.10008.1.2.1";
        return ShownExplicit(stated: false) ? ExplicitVr : ImplicitVr;
    }

    // some programs change the head of a file and leave its elements as they were, or the reverse
    private bool ShownExplicit(bool stated)
    {
        if (_bytes.Left < 8)
        {
            return stated;
        }

        var element = _bytes.Number(8);
        _bytes.Position -= 8;
        return DicomStart.IsRepresentation(element[4..]);
    }

    // pixels of 8 bits, two in a word
    private static void SwapWords(Span<byte> bytes)
    {
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
        }
    }

    private void Inflate()
    {
        var inflated = new MemoryStream();
        try
        {
            using var deflate = new DeflateStream(_bytes.Rest(), CompressionMode.Decompress, leaveOpen: true);
            Span<byte> buffer = stackalloc byte[8192];
            for (var read = deflate.Read(buffer); read > 0; read = deflate.Read(buffer))
            {
                inflated.Write(buffer[..read]);
                if (inflated.Length > LargestInflated)
                {
                    throw new InputException($"{_source}: inflates to more than {LargestInflated >> 20} MiB: "
                        + "no single slice is that large");
                }
            }
        }
        catch (InvalidDataException)
        {
            throw _bytes.Truncated();
        }

        _bytes = new DicomBytes(inflated, _source);
    }

    // One element, and what tag it was.
    private uint Element(bool explicitVr, bool keep, int depth, bool encapsulated = false)
    {
        var (tag, length, unknown) = Head(explicitVr);
        if (keep && tag == DicomTag.PixelData)
        {
            Pixels(length, encapsulated);
        }
        else if (keep && _wantedFrame is null && tag is DicomTag.SharedGroups or DicomTag.FrameGroups)
        {
            FunctionalGroups(tag, explicitVr && !unknown, length);
        }
        else if (length == Undefined)
        {
            Items(explicitVr && !unknown, depth + 1);
        }
        else if (keep && length <= LongestValue)
        {
            _elements.TryAdd(tag, _bytes.Take((int)length));
        }
        else
        {
            _bytes.Skip(length);
        }

        return tag;
    }

    private (uint Tag, uint Length, bool Unknown) Head(bool explicitVr)
    {
        var tag = _bytes.Tag();
        if (!explicitVr || tag >> 16 == 0xFFFE)
        {
            return (tag, _bytes.U32(), false);
        }

        var vr = _bytes.Number(2);
        var unknown = vr.SequenceEqual("UN"u8);
        _pixelWords = tag == DicomTag.PixelData && vr.SequenceEqual("OW"u8);
        return (tag, HasLongLength(vr) ? _bytes.LongLength() : _bytes.U16(), unknown);
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
            var tag = _bytes.Tag();
            var length = _bytes.U32();
            if (tag == DicomTag.SequenceDelimitation)
            {
                return;
            }

            if (tag != DicomTag.Item)
            {
                throw NoItem(tag);
            }

            if (length != Undefined)
            {
                _bytes.Skip(length);
                continue;
            }

            while (Element(explicitVr, keep: false, depth) != DicomTag.ItemDelimitation)
            {
            }
        }
    }

    private static bool HasLongLength(ReadOnlySpan<byte> vr) => ((char)vr[0], (char)vr[1]) is
        ('O', 'B' or 'D' or 'F' or 'L' or 'V' or 'W') or ('S', 'Q' or 'V') or ('U', 'C' or 'N' or 'R' or 'T' or 'V');

    private InputException NoItem(uint tag) => new(
        $"{_source}: element {DicomDataset.Name(tag)} stands where a sequence's item should: export the series again");

    private static string Printable(string text) => new([.. text.Where(letter => letter is >= ' ' and <= '~')]);
}
