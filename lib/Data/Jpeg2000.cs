using System.Buffers.Binary;
using MhdNet.Runtime;
using OpenCvSharp;

namespace MhdNet.Data;

/// <summary>JPEG 2000 codestreams (ITU-T T.800), decoded by OpenCV's OpenJPEG. The head is read here first: nothing is decoded that is not of the size expected.</summary>
internal static class Jpeg2000
{
    private const ushort StartOfCodestream = 0xFF4F;
    private const ushort Size = 0xFF51;
    private const int SignOfComponents = 0x80;
    private const ulong MostTiles = 4096;

    /// <summary>Decodes a codestream.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="bytes">The codestream, without a JP2 file round it.</param>
    /// <param name="width">Width it must have.</param>
    /// <param name="height">Height it must have.</param>
    /// <param name="components">Components it must have, 1 or 3, none subsampled.</param>
    /// <param name="offset">Added to every value: signed components come raised by half their range.</param>
    /// <returns>(height, width, components), interleaved in the order of the codestream.</returns>
    /// <exception cref="InputException">Damaged, or something else than expected.</exception>
    public static ushort[] Decode(string source, ReadOnlyMemory<byte> bytes, int width, int height, int components, out int offset)
    {
        var code = bytes.ToArray();
        offset = Prepare(source, code, width, height, components);
        try
        {
            Cv2.SetLogLevel(LogLevel.SILENT); // what is wrong is said here
            using var image = Cv2.ImDecode(code, ImreadModes.Unchanged);
            if (image.Empty() || image.Width != width || image.Height != height || image.Channels() != components)
            {
                throw Damaged(source);
            }

            using var wide = new Mat();
            image.ConvertTo(wide, MatType.MakeType(MatType.CV_16U, components));
            using var flat = wide.Reshape(1);
            flat.GetArray(out ushort[] values);
            if (components == 3)
            {
                Reverse(values); // OpenCV's order is blue, green, red
            }

            return values;
        }
        catch (OpenCVException)
        {
            throw Damaged(source);
        }
        catch (Exception missing) when (missing is DllNotFoundException or TypeInitializationException)
        {
            throw new InputException($"{source}: JPEG 2000 is decoded by OpenCV, whose library comes with this build on Linux x64 only: convert the file", missing);
        }
    }

    private static void Reverse(ushort[] values)
    {
        for (var i = 0; i + 2 < values.Length; i += 3)
        {
            (values[i], values[i + 2]) = (values[i + 2], values[i]);
        }
    }

    // SIZ (T.800, A.5.1). Unsigned components are stored lowered by half their range, signed ones as they are: with the sign's
    // bit taken away, a signed component is raised by half its range instead, which OpenCV can hold.
    private static int Prepare(string source, Span<byte> code, int width, int height, int components)
    {
        if (code.Length < 42 + (3 * components) || BinaryPrimitives.ReadUInt16BigEndian(code) != StartOfCodestream || BinaryPrimitives.ReadUInt16BigEndian(code[2..]) != Size)
        {
            throw Damaged(source);
        }

        uint Field(Span<byte> at, int index) => BinaryPrimitives.ReadUInt32BigEndian(at[(8 + (4 * index))..]);
        var (right, bottom, left, top) = (Field(code, 0), Field(code, 1), Field(code, 2), Field(code, 3));
        var (tileWidth, tileHeight) = (Field(code, 4), Field(code, 5));
        var count = BinaryPrimitives.ReadUInt16BigEndian(code[40..]);
        if (left > right || top > bottom || right - left != (uint)width || bottom - top != (uint)height || count != components || tileWidth == 0 || tileHeight == 0)
        {
            throw new InputException($"{source}: its JPEG 2000 image is {(long)bottom - top} x {(long)right - left}, {count} components, not {height} x {width}, {components}: fetch or export it again");
        }

        // each tile costs memory before its data is looked at
        var tiles = ((right + (ulong)tileWidth - 1) / tileWidth) * ((bottom + (ulong)tileHeight - 1) / tileHeight);
        var first = code[42];
        var precision = (first & ~SignOfComponents) + 1;
        for (var i = 0; i < components; i++)
        {
            var at = 42 + (3 * i);
            if (code[at] != first || code[at + 1] != 1 || code[at + 2] != 1 || precision > 16 || tiles > MostTiles)
            {
                throw new InputException($"{source}: a JPEG 2000 image of {precision} bits in {tiles} tiles, subsampled or of mixed depths, is not read: convert it");
            }

            code[at] = (byte)(precision - 1);
        }

        return (first & SignOfComponents) != 0 ? -(1 << (precision - 1)) : 0;
    }

    private static InputException Damaged(string source) => new($"{source}: damaged JPEG 2000 image: fetch the file again");
}
