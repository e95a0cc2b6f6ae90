using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Dicom;

/// <summary>Pixels of one image, as they lie in the file, to stored values.</summary>
internal static class PixelDecoder
{
    /// <summary>Decodes.</summary>
    /// <param name="image">What the file says of them.</param>
    /// <param name="pixels">Pixel data; joined fragments where they are compressed.</param>
    /// <returns>(Rows, Columns), the bits as allocated.</returns>
    /// <exception cref="InputException">The pixels are damaged, or not those that the head announces.</exception>
    public static ushort[] Decode(SliceHeader image, ReadOnlyMemory<byte> pixels)
    {
        var values = new ushort[image.Rows * image.Columns];
        switch (image.Syntax.Coding)
        {
            case PixelCoding.Native:
                Native(image, pixels.Span, values);
                break;
            case PixelCoding.Rle:
                RunLengths.Decode(image.Source, pixels.Span, image.Pixels.Bytes, values);
                break;
            case PixelCoding.JpegLossless:
                LosslessJpeg.Decode(image, pixels, values);
                break;
            case PixelCoding.Jpeg2000:
                var decoded = Jpeg2000.Decode(image.Source, pixels.Span, image.Columns, image.Rows, components: 1, bits: 16);
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = (ushort)decoded[i]; // two's complement, as uncompressed pixels have it
                }

                break;
            default:
                throw new InvalidOperationException($"{image.Syntax.Name} has no decoder");
        }

        return values;
    }

    private static void Native(SliceHeader image, ReadOnlySpan<byte> pixels, ushort[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = image.Pixels.Bytes == 1 ? pixels[i]
                : image.Syntax.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(pixels[(2 * i)..])
                : BinaryPrimitives.ReadUInt16LittleEndian(pixels[(2 * i)..]);
        }
    }
}
