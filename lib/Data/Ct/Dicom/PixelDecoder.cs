using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MhdNet.Data.Codecs;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>Pixels of one image, as they lie in the file, to stored values.</summary>
internal static class PixelDecoder
{
    /// <summary>Decodes.</summary>
    /// <param name="image">What the file says of them.</param>
    /// <param name="pixels">Pixel data; joined fragments where they are compressed.</param>
    /// <param name="values">(Rows, Columns), zeros before; the bits as allocated.</param>
    /// <exception cref="InputException">The pixels are damaged, or not those that the head announces.</exception>
    public static void Decode(SliceHeader image, ReadOnlyMemory<byte> pixels, Memory<short> values)
    {
        var bits = MemoryMarshal.Cast<short, ushort>(values.Span);
        switch (image.Syntax.Coding)
        {
            case PixelCoding.Native:
                Native(image, pixels.Span, bits);
                break;
            case PixelCoding.Rle:
                RunLengths.Decode(image.Source, pixels.Span, image.Pixels.Bytes, bits);
                break;
            case PixelCoding.JpegLossless:
                LosslessJpeg.Decode(image, pixels, values);
                break;
            case PixelCoding.JpegLs:
                JpegLs.Decode(image.Source, pixels.Span, image.Columns, image.Rows, image.Pixels.Allocated, bits);
                break;
            case PixelCoding.Jpeg2000:
                var decoded = Jpeg2000.Decode(image.Source, pixels.Span, image.Columns, image.Rows, components: 1, bits: 16);
                for (var i = 0; i < bits.Length; i++)
                {
                    bits[i] = (ushort)decoded[i]; // two's complement, as uncompressed pixels have it
                }

                break;
            default:
                throw new InvalidOperationException($"{image.Syntax.Name} has no decoder");
        }
    }

    private static void Native(SliceHeader image, ReadOnlySpan<byte> pixels, Span<ushort> bits)
    {
        if (image.Pixels.Bytes == 1)
        {
            for (var i = 0; i < bits.Length; i++)
            {
                bits[i] = pixels[i];
            }

            return;
        }

        MemoryMarshal.Cast<byte, ushort>(pixels)[..bits.Length].CopyTo(bits);
        if (image.Syntax.BigEndian == BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }
}
