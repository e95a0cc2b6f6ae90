using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>The top-level elements of one DICOM file, up to its pixels. Knows nothing of images or series.</summary>
internal sealed class DicomDataset(string source, TransferSyntax syntax, IReadOnlyDictionary<uint, ReadOnlyMemory<byte>> elements,
    long? pixelLength, byte[]? pixels)
{
    /// <summary>The file, for messages.</summary>
    public string Source { get; } = source;

    /// <summary>How the file is encoded.</summary>
    public TransferSyntax Syntax { get; } = syntax;

    /// <summary>Bytes of the pixels, fragments joined; null where there is no image.</summary>
    public long? PixelLength { get; } = pixelLength;

    /// <summary>The pixels, fragments joined; null where there is no image or it was not asked for.</summary>
    public byte[]? Pixels { get; } = pixels;

    /// <summary>An element as it is in the file; null where it is absent.</summary>
    public ReadOnlyMemory<byte>? Bytes(uint tag) => elements.TryGetValue(tag, out var bytes) ? bytes : (ReadOnlyMemory<byte>?)null;

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
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
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
    public double? Remark(uint tag) => double.TryParse(Text(tag), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number) ? number : null;

    /// <summary>"(0028,0010)".</summary>
    public static string Name(uint tag) => $"({tag >> 16:X4},{tag & 0xFFFF:X4})";
}
