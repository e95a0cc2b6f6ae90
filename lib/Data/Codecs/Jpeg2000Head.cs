using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Codecs;

/// <summary>
/// Checks the head of a JPEG 2000 codestream (ITU-T T.800, annex A): the image must be of the size expected, and cut into no more tiles and
/// precincts than a decoder should make room for, which it does before it looks at their data.
/// </summary>
internal static class Jpeg2000Head
{
    private const int StartOfCodestream = 0xFF4F;
    private const int Size = 0xFF51;
    private const int CodingStyle = 0xFF52;
    private const int ComponentCodingStyle = 0xFF53;
    private const int StartOfTilePart = 0xFF90;
    private const int StartOfData = 0xFF93;
    private const int FirstComponent = 42; // bytes from the start
    private const long MostTiles = 1024;
    private const long PixelsOfPrecinct = 64; // on average, at least

    /// <summary>Refuses what is not as expected.</summary>
    /// <exception cref="InputException">Damaged, or something else than expected.</exception>
    public static void Check(string source, ReadOnlySpan<byte> code, int width, int height, int components, int bits)
    {
        if (code.Length < FirstComponent + (3 * components) || Short(code, 0) != StartOfCodestream || Short(code, 2) != Size)
        {
            throw Damaged(source);
        }

        var (right, bottom, left, top) = (Long(code, 8), Long(code, 12), Long(code, 16), Long(code, 20));
        var (tileWidth, tileHeight, count) = (Long(code, 24), Long(code, 28), Short(code, 40));
        if (right - left != width || bottom - top != height || count != components)
        {
            throw new InputException($"{source}: its JPEG 2000 image is {bottom - top} x {right - left}, {count} components, "
                + $"not {height} x {width}, {components}: fetch or export it again");
        }

        var tiles = tileWidth == 0 || tileHeight == 0
            ? long.MaxValue : ((right + tileWidth - 1) / tileWidth) * ((bottom + tileHeight - 1) / tileHeight);
        for (var at = FirstComponent; at < FirstComponent + (3 * components); at += 3)
        {
            var (depth, dx, dy) = ((code[at] & 0x7F) + 1, code[at + 1], code[at + 2]);
            var halved = (dx, dy) != (1, 1);
            if (depth > bits || tiles > MostTiles || dx is not (1 or 2) || dy is not (1 or 2) || (halved && (left, top) != (0, 0)))
            {
                throw new InputException($"{source}: a JPEG 2000 image of {depth} bits in {tiles} tiles, its components every {dx} x "
                    + $"{dy} pixels, is not read: convert it");
            }
        }

        CheckPrecincts(source, code, width, height, tiles);
    }

    /// <summary>The refusal of a codestream that does not hold together.</summary>
    public static InputException Damaged(string source) => new($"{source}: damaged JPEG 2000 image: fetch the file again");

    // the marker segments of the main head and of each tile-part's head
    private static void CheckPrecincts(string source, ReadOnlySpan<byte> code, int width, int height, long tiles)
    {
        for (var (at, end) = (2, code.Length); at + 4 <= code.Length;)
        {
            var (marker, length) = (Short(code, at), Short(code, at + 2));
            var segment = code[at..Math.Min(at + 2 + length, code.Length)];
            if (marker == StartOfData)
            {
                at = Math.Max(end, at + 2); // a tile-part may announce less than its own head
                continue;
            }

            if (marker == StartOfTilePart && segment.Length >= 10)
            {
                end = Long(segment, 6) is > 0 and var part ? (int)Math.Min(at + Math.Max(part, segment.Length), code.Length) : code.Length;
            }
            else if (marker is CodingStyle or ComponentCodingStyle
                && Precincts(segment, marker == CodingStyle ? 4 : 5, marker == CodingStyle ? 9 : 6, width,
                    height) > ((long)width * height / PixelsOfPrecinct) + (64 * tiles))
            {
                throw Damaged(source);
            }

            at += 2 + Math.Max(length, 2);
        }
    }

    // of one component, if the image is one tile
    private static long Precincts(ReadOnlySpan<byte> segment, int style, int parameters, int width, int height)
    {
        if (segment.Length <= parameters || (segment[style] & 1) == 0)
        {
            return 0; // as large as can be
        }

        long sum = 0;
        int levels = segment[parameters], first = parameters + 5;
        for (var level = 0; level <= levels && first + level < segment.Length; level++)
        {
            var (shrunk, exponents) = (Math.Min(levels - level, 31), segment[first + level]);
            sum += Parts((long)width, shrunk + (exponents & 15)) * Parts((long)height, shrunk + (exponents >> 4));
        }

        return sum;
    }

    private static long Parts(long length, int exponent) => (length + (1L << exponent) - 1) >> exponent;

    private static int Short(ReadOnlySpan<byte> code, int at) => BinaryPrimitives.ReadUInt16BigEndian(code[at..]);

    private static long Long(ReadOnlySpan<byte> code, int at) => BinaryPrimitives.ReadUInt32BigEndian(code[at..]);
}
