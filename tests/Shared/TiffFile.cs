using System.Buffers.Binary;

namespace MhdNet.Tests.Data.Slides;

/// <summary>TIFF files written entry by entry, so that they can announce anything.</summary>
internal sealed class TiffFile(bool big = false, bool motorola = false)
{
    private readonly List<byte> _bytes = [];

    /// <summary>An entry whose value lies in the directory: of the type's width, the rest 0.</summary>
    public readonly record struct Entry(ushort Tag, ushort Type, ulong Count, ulong Value);

    /// <summary>The usual entries of a tiled image; those given replace them.</summary>
    public static Entry[] Tiled(params Entry[] other)
    {
        Entry[] usual =
        [
            new(256, 4, 1, 64), new(257, 4, 1, 64), new(258, 3, 1, 8), new(259, 3, 1, 1),
            new(262, 3, 1, 2), new(277, 3, 1, 3), new(284, 3, 1, 1),
            new(322, 4, 1, 64), new(323, 4, 1, 64), new(324, 4, 1, 8), new(325, 4, 1, 12288),
        ];
        return [.. usual.Where(entry => other.All(one => one.Tag != entry.Tag)).Concat(other).OrderBy(entry => entry.Tag)];
    }

    /// <summary>The file: its head, room for a tile, and the directories one after the other.</summary>
    /// <param name="directories">Their entries.</param>
    /// <param name="last">Where the last directory says that the next one is: 0 for none, 1 for the first.</param>
    public byte[] Bytes(IEnumerable<Entry[]> directories, ulong last = 0)
    {
        _bytes.AddRange(motorola ? "MM"u8 : "II"u8);
        Number(big ? 43UL : 42, 2);
        if (big)
        {
            Number(8, 2);
            Number(0, 2);
        }

        var field = big ? 8 : 4;
        var first = (ulong)(_bytes.Count + field + 12288);
        Number(first, field);
        _bytes.AddRange(new byte[12288]);
        var left = directories.Count();
        foreach (var entries in directories)
        {
            Number((ulong)entries.Length, big ? 8 : 2);
            foreach (var entry in entries)
            {
                var width = entry.Type switch { 3 => 2, 4 => 4, 16 => 8, _ => 1 };
                Number(entry.Tag, 2);
                Number(entry.Type, 2);
                Number(entry.Count, field);
                if ((ulong)width * entry.Count <= (ulong)field && entry.Count <= 8)
                {
                    Number(entry.Value, width);
                    _bytes.AddRange(new byte[field - width]);
                }
                else
                {
                    Number(entry.Value, field);
                }
            }

            Number(--left > 0 ? (ulong)(_bytes.Count + field) : last == 1 ? first : last, field);
        }

        return [.. _bytes];
    }

    private void Number(ulong value, int width)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (motorola)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
            _bytes.AddRange(bytes[^width..]);
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            _bytes.AddRange(bytes[..width]);
        }
    }
}
