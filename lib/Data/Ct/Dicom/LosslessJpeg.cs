using JpegLibrary;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>JPEG Lossless, decoded by JpegLibrary.</summary>
internal static class LosslessJpeg
{
    /// <summary>Decodes one image.</summary>
    /// <exception cref="InputException">Damaged, of another size, or in colour.</exception>
    public static void Decode(SliceHeader image, ReadOnlyMemory<byte> pixels, Memory<short> values)
    {
        try
        {
            var decoder = new JpegDecoder();
            decoder.SetInput(pixels);
            decoder.Identify();
            if (decoder.Width != image.Columns || decoder.Height != image.Rows || decoder.NumberOfComponents != 1
                || decoder.Precision > image.Pixels.Allocated)
            {
                throw new InputException(
                    $"{image.Source}: its JPEG is {decoder.Height} x {decoder.Width}, {decoder.NumberOfComponents} x {decoder.Precision} "
                    + $"bits, not {image.Rows} x {image.Columns}: export the series again");
            }

            decoder.SetOutputWriter(new Writer(image.Rows, image.Columns, values));
            decoder.Decode();
        }
        catch (Exception failure) when (failure is not (InputException or OutOfMemoryException))
        {
            // The library throws exceptions of many kinds on damaged data; each says only that.
            throw new InputException($"{image.Source}: damaged JPEG pixels ({failure.Message.ReplaceLineEndings(" ")}): "
                + "fetch the file again", failure);
        }
    }

    private sealed class Writer(int rows, int columns, Memory<short> values) : JpegBlockOutputWriter
    {
        private const int Edge = 8;

        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            var block = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref blockRef, Edge * Edge);
            var target = values.Span;
            for (var row = y; row < Math.Min(y + Edge, rows); row++)
            {
                for (var column = x; column < Math.Min(x + Edge, columns); column++)
                {
                    target[(row * columns) + column] = block[((row - y) * Edge) + column - x];
                }
            }
        }
    }
}
