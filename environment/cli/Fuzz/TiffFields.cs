using System.Buffers.Binary;

namespace MhdNet.Cli.Fuzz;

/// <summary>
/// Where the fields of a TIFF or BigTIFF are: the head, each directory's entries, the tables they point to, and the head of the first
/// JPEG tile.
/// </summary>
internal static class TiffFields
{
    private static readonly ushort[] _extents = [256, 257, 278, 322, 323]; // width, length, rows per strip, tile width, tile length

    public static List<Field> Of(byte[] file)
    {
        var big = file[0] == 'M';
        var wide = Number(2, 2) == 43;
        var (entryLength, countLength) = (wide ? 20 : 12, wide ? 8 : 2);
        var numberLength = wide ? 8 : 4;
        var fields = new List<Field> { new(2, 2, FieldKind.Whole, big), new(wide ? 8 : 4, numberLength, FieldKind.Whole, big) };
        for (var directory = Number(wide ? 8 : 4, numberLength); directory > 0 && fields.Count < 4000;)
        {
            var at = (int)directory;
            var count = (int)Number(at, countLength);
            fields.Add(new Field(at, countLength, FieldKind.Whole, big));
            for (var entry = at + countLength; entry < at + countLength + (count * entryLength); entry += entryLength)
            {
                Entry(entry);
            }

            var next = at + countLength + (count * entryLength);
            fields.Add(new Field(next, numberLength, FieldKind.Whole, big));
            directory = Number(next, numberLength);
        }

        return fields;

        void Entry(int at)
        {
            var (tag, type) = ((ushort)Number(at, 2), (int)Number(at + 2, 2));
            var count = (int)Number(at + 4, numberLength);
            var value = at + 4 + numberLength;
            var size = type switch { 3 => 2, 4 => 4, 16 => 8, _ => 0 };
            fields.Add(new Field(at, 2, FieldKind.Whole, big));
            fields.Add(new Field(at + 2, 2, FieldKind.Whole, big));
            fields.Add(new Field(at + 4, numberLength, FieldKind.Whole, big));
            var kind = _extents.Contains(tag) ? FieldKind.Extent : FieldKind.Whole;
            fields.Add(new Field(value, count == 1 && size > 0 ? size : numberLength, kind, big));
            if (size > 0 && count > 1 && count * size > numberLength)
            {
                var table = (int)Number(value, numberLength);
                var items = Enumerable.Range(0, Math.Min(count, 16));
                fields.AddRange(items.Select(i => new Field(table + (i * size), size, FieldKind.Whole, big)));
            }

            if (tag == 324) // where the tiles lie
            {
                var tile = (int)(count * size > numberLength ? Number((int)Number(value, numberLength), size) : Number(value, size));
                fields.AddRange(ImageFields.Segments(file.AsSpan(tile)).Select(field => field with { Offset = field.Offset + tile }));
            }
        }

        long Number(int at, int length) => (length, big) switch
        {
            (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)),
            (2, true) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at)),
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)),
            (4, true) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)),
            (_, false) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)),
            (_, true) => BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(at)),
        };
    }
}
