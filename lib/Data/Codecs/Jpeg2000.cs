
using MhdNet.Runtime;

namespace MhdNet.Data.Codecs;

/// <summary>JPEG 2000 codestreams (ITU-T T.800), decoded by OpenJPEG.</summary>
internal static class Jpeg2000
{
    /// <summary>Decodes a codestream.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="code">The codestream, without a JP2 file round it.</param>
    /// <param name="width">Width it must have.</param>
    /// <param name="height">Height it must have.</param>
    /// <param name="components">Components it must have. Those with half the columns or rows are repeated to full size.</param>
    /// <param name="bits">Bits a component may have at most.</param>
    /// <returns>(height, width, components), interleaved; signed components are signed.</returns>
    /// <exception cref="InputException">Damaged, or something else than expected.</exception>
    public static int[] Decode(string source, ReadOnlySpan<byte> code, int width, int height, int components, int bits)
    {
        Jpeg2000Head.Check(source, code, width, height, components, bits);
        var values = new int[width * height * components];
        var whole = false;
        try
        {
            OpenJpeg.Decode(code, image => whole = Interleave(image, width, height, values));
        }
        catch (DllNotFoundException missing)
        {
            throw new InputException($"{source}: JPEG 2000 is decoded by OpenJPEG, and its libopenjp2.so.7 is not here: "
                + "run environment/install.sh (Debian package libopenjp2-7) or convert the file", missing);
        }

        return whole ? values : throw Jpeg2000Head.Damaged(source);
    }

    private static unsafe bool Interleave(OpenJpeg.Image image, int width, int height, int[] values)
    {
        for (var c = 0; c < image.Count; c++)
        {
            var from = image.Components[c];
            if (from.Data is null || from.Width != (width + from.Dx - 1) / from.Dx || from.Height != (height + from.Dy - 1) / from.Dy)
            {
                return false;
            }

            for (var y = 0; y < height; y++)
            {
                var row = from.Data + (y / from.Dy * from.Width);
                for (var x = 0; x < width; x++)
                {
                    values[(((y * width) + x) * (int)image.Count) + c] = row[x / from.Dx];
                }
            }
        }

        return true;
    }
}
