using System.Buffers.Binary;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>How a DICOM file begins.</summary>
internal static class DicomStart
{
    /// <summary>Leading bytes that tell a DICOM file: the preamble and its four letters.</summary>
    public const int Length = Preamble + 4;

    /// <summary>Most bytes of an element's value that is of use here.</summary>
    public const int LongestValue = 1 << 12;

    private const int Preamble = 128;

    /// <summary>
    /// Whether these are the leading bytes of a DICOM file: the four letters after the preamble or, where there is neither, an element of
    /// the file's own head or of the first group of a data set (old archives and some exporters write such files).
    /// </summary>
    public static bool IsDicom(ReadOnlySpan<byte> start) => HasPreamble(start) || IsElement(start);

    /// <summary>Whether they are the preamble and its four letters.</summary>
    public static bool HasPreamble(ReadOnlySpan<byte> start) => start.Length >= Length && start.Slice(Preamble, 4).SequenceEqual("DICM"u8);

    // little endian, group 2 or 8, and then a VR or, in implicit VR, the length of a short value
    private static bool IsElement(ReadOnlySpan<byte> start) =>
        start is [2 or 8, 0, _, 0, _, _, _, _, ..]
            && (IsRepresentation(start[4..]) || BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) <= LongestValue);

    /// <summary>Whether two letters stand there, as of an explicit VR.</summary>
    public static bool IsRepresentation(ReadOnlySpan<byte> letters) =>
        letters is [>= (byte)'A' and <= (byte)'Z', >= (byte)'A' and <= (byte)'Z', ..];
}
