using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// RLE Lossless (PS3.5, Annex G): one segment per byte plane, the most significant first, each packed into literal runs and repeated bytes.
/// </summary>
internal static class RunLengths
{
    private const int HeadLength = 64;

    /// <summary>Decodes one image.</summary>
    /// <exception cref="InputException">Another number of segments, or segments that end before the image does.</exception>
    public static void Decode(string source, ReadOnlySpan<byte> pixels, int bytesPerPixel, Span<ushort> values)
    {
        if (pixels.Length < HeadLength || BinaryPrimitives.ReadUInt32LittleEndian(pixels) != bytesPerPixel)
        {
            throw Damaged(source);
        }

        for (var plane = 0; plane < bytesPerPixel; plane++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(pixels[(4 * (plane + 1))..]);
            if (start < HeadLength || start > (uint)pixels.Length)
            {
                throw Damaged(source);
            }

            Unpack(source, pixels[(int)start..], 8 * (bytesPerPixel - 1 - plane), values);
        }
    }

    private static void Unpack(string source, ReadOnlySpan<byte> packed, int shift, Span<ushort> values)
    {
        var at = 0;
        for (var i = 0; i < values.Length;)
        {
            var control = at < packed.Length ? (sbyte)packed[at++] : throw Damaged(source);
            if (control == sbyte.MinValue)
            {
                continue; // nothing, by definition
            }

            var count = Math.Min(Math.Abs((int)control) + 1, values.Length - i);
            if (at + (control < 0 ? 1 : count) > packed.Length)
            {
                throw Damaged(source);
            }

            for (var k = 0; k < count; k++)
            {
                values[i++] |= (ushort)(packed[control < 0 ? at : at + k] << shift);
            }

            at += control < 0 ? 1 : count;
        }
    }

    private static InputException Damaged(string source) => new($"{source}: damaged RLE pixels: fetch the file again");
}
