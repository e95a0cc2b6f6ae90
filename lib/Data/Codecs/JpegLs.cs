using System.Runtime.InteropServices;
using MhdNet.Runtime;

namespace MhdNet.Data.Codecs;

/// <summary>JPEG-LS images (ITU-T T.87), lossless and near-lossless, decoded by CharLS.</summary>
internal static class JpegLs
{
    /// <summary>Decodes a grey image.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="code">The image.</param>
    /// <param name="width">Width it must have.</param>
    /// <param name="height">Height it must have.</param>
    /// <param name="bits">Bits a sample may have at most.</param>
    /// <param name="values">(height, width): the samples, unsigned.</param>
    /// <exception cref="InputException">Damaged, or something else than expected.</exception>
    public static void Decode(string source, ReadOnlySpan<byte> code, int width, int height, int bits, Span<ushort> values)
    {
        byte[]? samples;
        var depth = 0;
        try
        {
            samples = CharLs.Decode(code, frame =>
            {
                depth = frame.Bits;
                if (frame.Width != width || frame.Height != height || frame.Components != 1 || frame.Bits > bits)
                {
                    throw new InputException($"{source}: its JPEG-LS image is {frame.Height} x {frame.Width}, {frame.Components} x "
                        + $"{frame.Bits} bits, not {height} x {width}: fetch or export it again");
                }
            });
        }
        catch (DllNotFoundException missing)
        {
            throw new InputException($"{source}: JPEG-LS is decoded by CharLS, and its libcharls.so.2 is not here: "
                + "run environment/install.sh (Debian package libcharls2) or convert the file with `dcmdjpls in.dcm out.dcm`", missing);
        }

        if (samples is null)
        {
            throw new InputException($"{source}: damaged JPEG-LS image: fetch the file again");
        }

        if (depth > 8)
        {
            MemoryMarshal.Cast<byte, ushort>(samples).CopyTo(values);
            return;
        }

        for (var i = 0; i < samples.Length; i++)
        {
            values[i] = samples[i];
        }
    }
}
