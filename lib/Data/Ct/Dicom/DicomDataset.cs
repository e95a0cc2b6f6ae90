using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// The top-level elements of one DICOM file, up to its pixels, or those that hold for one of its frames. Knows nothing of images or
/// series.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="syntax">How it is encoded.</param>
/// <param name="elements">Its elements; of several sets the first that holds an element decides.</param>
/// <param name="groups">What is said of each frame (functional groups, PS3.3, C.7.6.16); empty where there is one image.</param>
/// <param name="pixelLength">Bytes of the pixels.</param>
/// <param name="pixels">The pixels.</param>
internal sealed class DicomDataset(
    string source, TransferSyntax syntax, IReadOnlyList<IReadOnlyDictionary<uint, ReadOnlyMemory<byte>>> elements,
    IReadOnlyList<IReadOnlyDictionary<uint, ReadOnlyMemory<byte>>> groups, long? pixelLength, byte[]? pixels)
{
    /// <summary>The file, for messages.</summary>
    public string Source { get; } = source;

    /// <summary>How the file is encoded.</summary>
    public TransferSyntax Syntax { get; } = syntax;

    /// <summary>Bytes of the pixels, fragments joined; null where there is no image.</summary>
    public long? PixelLength { get; } = pixelLength;

    /// <summary>The pixels, fragments joined; null where there is no image or it was not asked for.</summary>
    public byte[]? Pixels { get; } = pixels;

    /// <summary>Which frame this is, from 0; null where it is the whole file.</summary>
    public int? Frame { get; private init; }

    /// <summary>Its images: itself, or each of its frames.</summary>
    /// <exception cref="InputException">It says something of another number of frames than it has.</exception>
    public IEnumerable<DicomDataset> Images()
    {
        if (groups.Count == 0)
        {
            return [this];
        }

        return Numbers(DicomTag.NumberOfFrames, 1)?[0] == groups.Count
            ? groups.Select((group, index) => new DicomDataset(Source, Syntax, [group, .. elements], [], PixelLength / groups.Count, null)
            {
                Frame = index,
            })
            : throw new InputException($"{Source}: {Text(DicomTag.NumberOfFrames) ?? "no number of"} frames, of which {groups.Count} are "
                + "described: export the series again");
    }

    /// <summary>An element as it is in the file; null where it is absent.</summary>
    public ReadOnlyMemory<byte>? Bytes(uint tag)
    {
        foreach (var set in elements)
        {
            if (set.TryGetValue(tag, out var bytes))
            {
                return bytes;
            }
        }

        return null;
    }

    /// <summary>Text without padding; null where the element is absent.</summary>
    public string? Text(uint tag) => Bytes(tag) is { } bytes ? Encoding.ASCII.GetString(bytes.Span).Trim(' ', '\0') : null;

    /// <summary>A whole number of VR US; null where the element is absent.</summary>
    /// <exception cref="InputException">The element is shorter than two bytes.</exception>
    public int? Whole(uint tag) => Bytes(tag) switch
    {
        null => null,
        { Length: >= 2 } bytes => Syntax.BigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(bytes.Span) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span),
        _ => throw new InputException($"{Source}: element {Name(tag)} is no whole number: export the series again"),
    };

    /// <summary>A whole number of VR UL as text; empty where the element is absent or shorter.</summary>
    public string Long(uint tag) => Bytes(tag) is { Length: >= 4 } bytes
        ? (Syntax.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes.Span) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span))
            .ToString(CultureInfo.InvariantCulture)
        : "";

    /// <summary>Decimal numbers of VR DS or IS; null where the element is absent or empty.</summary>
    /// <exception cref="InputException">Not <paramref name="count"/> finite numbers.</exception>
    public double[]? Numbers(uint tag, int count)
    {
        if (Text(tag) is not { Length: > 0 } text)
        {
            return null;
        }

        var parts = text.Split('\\');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(Pointed(parts[i]), NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
            {
                count = -1;
            }
        }

        return numbers.Length == count
            ? numbers
            : throw new InputException($"{Source}: element {Name(tag)} does not hold the numbers it should: export the series again");
    }

    /// <summary>One decimal number that is only told, not used: null where it is absent or damaged.</summary>
    public double? Remark(uint tag) => double.TryParse(
        Pointed(Text(tag)), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    // exporters in countries that write numbers so put a comma where the standard has a point
    private static string? Pointed(string? number) => number?.Contains('.') == false ? number.Replace(',', '.') : number;

    /// <summary>"(0028,0010)".</summary>
    public static string Name(uint tag) => $"({tag >> 16:X4},{tag & 0xFFFF:X4})";
}
