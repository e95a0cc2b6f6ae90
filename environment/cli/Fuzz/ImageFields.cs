using System.Buffers.Binary;

namespace MhdNet.Cli.Fuzz;

/// <summary>Where the fields of a compressed image are.</summary>
internal static class ImageFields
{
    /// <summary>JPEG and JPEG 2000: the segments up to the first scan or tile, their lengths, and the numbers inside.</summary>
    public static List<Field> Segments(ReadOnlySpan<byte> image)
    {
        var fields = new List<Field>();
        for (var at = 2; at + 4 <= image.Length && image[at] == 0xFF;)
        {
            var (marker, length) = (image[at + 1], BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]));
            fields.Add(new Field(at + 1, 1, FieldKind.Whole, true));
            fields.Add(new Field(at + 2, 2, FieldKind.Whole, true));
            var end = Math.Min(image.Length, at + 2 + length);
            fields.AddRange(marker switch
            {
                0x51 => Enumerable.Range(0, 8).Select(i => new Field(at + 6 + (4 * i), 4, FieldKind.Extent, true)), // SIZ (T.800, A.5.1)
                // SOF (T.81, B.2.2; T.87, C.1.1)
                (>= 0xC0 and <= 0xC3) or 0xF7 =>
                    [new Field(at + 5, 2, FieldKind.Extent, true), new Field(at + 7, 2, FieldKind.Extent, true)],
                _ => [],
            });
            var inside = Enumerable.Range(at + 4, Math.Max(0, Math.Min(end, at + 64) - at - 4));
            fields.AddRange(inside.Select(offset => new Field(offset, 1, FieldKind.Whole, true)));
            if (marker is 0xDA or 0x90)
            {
                break;
            }

            at = end;
        }

        return fields;
    }

    /// <summary>RLE: the number of segments and where they begin (PS3.5, G.5).</summary>
    public static List<Field> RunLengths() => [.. Enumerable.Range(0, 16).Select(i => new Field(4 * i, 4, FieldKind.Whole, false))];
}
