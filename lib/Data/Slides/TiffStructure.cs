using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Slides;

/// <summary>
/// Walks the directories of a TIFF (TIFF 6.0, section 2; BigTIFF) and checks what they announce against the file's size. LibTiff allocates
/// what a directory announces before it reads it, and follows chains of any length: after this walk it meets neither.
/// </summary>
internal sealed class TiffStructure
{
    private const int MostDirectories = 1000;
    private const ulong MostEntries = 1000;
    private const ulong MostBytes = 64 << 20; // of one entry: the places of 8 million tiles

    // bytes of a value of each type, by the type's number; LibTiff passes over the others
    private static readonly int[] Sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

    private readonly FileStream _file;
    private readonly bool _bigEndian;
    private readonly bool _big;

    private TiffStructure(FileStream file)
    {
        _file = file;
        var head = Bytes(0, 4);
        _bigEndian = head[0] == 'M';
        _big = head[2] + head[3] == 43;
        if (head[0] != head[1] || head[0] is not ((byte)'I' or (byte)'M') || !_big && head[2] + head[3] != 42)
        {
            throw NoTiff();
        }
    }

    private enum Tag
    {
        Width = 256, Height = 257, StripOffsets = 273, Samples = 277, RowsPerStrip = 278, Planes = 284,
        TileWidth = 322, TileHeight = 323, TileOffsets = 324, Xmp = 700, Depth = 32997, Ndpi = 65420,
    }

    /// <summary>Where the directories of tiled images lie, in the file's order.</summary>
    /// <exception cref="InputException">No TIFF, one of a scanner that is not read, or one that announces what it does not
    /// hold.</exception>
    public static IReadOnlyList<long> TiledDirectories(string path)
    {
        ForeignSlide.RefuseByEnding(path);
        using var file = RegularFile.OpenRead(path);
        return new TiffStructure(file).Walk();
    }

    private List<long> Walk()
    {
        var (tiled, seen) = (new List<long>(), new HashSet<ulong>());
        for (var next = _big ? Number(Bytes(8, 8)) : Number(Bytes(4, 4)); next != 0;)
        {
            if (!seen.Add(next) || seen.Count > MostDirectories)
            {
                throw Damaged(seen.Count > MostDirectories ? $"more than {MostDirectories} images" : "its directories form a circle");
            }

            var (fields, after) = Directory(next);
            if (fields.ContainsKey(Tag.TileWidth))
            {
                tiled.Add((long)next);
            }

            next = after;
        }

        return tiled;
    }

    private (Dictionary<Tag, ulong> Fields, ulong Next) Directory(ulong offset)
    {
        var (head, width, field) = _big ? (8, 20, 8) : (2, 12, 4);
        var count = Number(Bytes(offset, head));
        if (count > MostEntries)
        {
            throw Damaged($"a directory of {count} entries");
        }

        var entries = Bytes(offset + (ulong)head, ((int)count * width) + field);
        var fields = new Dictionary<Tag, ulong>();
        for (var at = 0; at < (int)count * width; at += width)
        {
            Entry(entries.AsSpan(at, width), field, fields);
        }

        CheckTables(fields);
        return (fields, Number(entries.AsSpan(^field..)));
    }

    // of a table its length is kept, of anything else its first value
    private void Entry(ReadOnlySpan<byte> entry, int field, Dictionary<Tag, ulong> fields)
    {
        var (tag, type, count) = ((Tag)Number(entry[..2]), (int)Number(entry[2..4]), Number(entry.Slice(4, field)));
        var size = (ulong)(type < Sizes.Length ? Sizes[type] : 0);
        if (count > MostBytes || count * size > MostBytes || (count * size > (ulong)field && !Holds(Number(entry[^field..]), count * size)))
        {
            throw Damaged($"tag {(int)tag} has {count} values, more than the file holds");
        }

        if (tag == Tag.Ndpi)
        {
            throw ForeignSlide.Refusal(_file.Name, ForeignSlide.Ndpi);
        }

        if (tag == Tag.Xmp && size == 1 && count > (ulong)field && Bytes(Number(entry[^field..]), (int)count).AsSpan()
            .IndexOf("EncodeInfo"u8) >= 0)
        {
            throw ForeignSlide.Refusal(_file.Name, ForeignSlide.Bif);
        }

        fields[tag] = size == 0 ? 0
            : tag is Tag.TileOffsets or Tag.StripOffsets ? count
            : size == 1 ? entry[4 + field]
            : Number(entry.Slice(4 + field, Math.Min((int)size, field)));
    }

    // LibTiff makes room for as many tiles or strips as the sides ask for
    private void CheckTables(Dictionary<Tag, ulong> fields)
    {
        ulong Field(Tag tag, ulong otherwise) => fields.GetValueOrDefault(tag) is var value and not 0 ? value : otherwise;
        var planes = Field(Tag.Planes, 1) == 2 ? Field(Tag.Samples, 1) : 1;
        var (width, height) = (Field(Tag.Width, 0), Field(Tag.Height, 0));
        var tiled = fields.ContainsKey(Tag.TileWidth);
        UInt128 parts = tiled
            ? (UInt128)Parts(width, Field(Tag.TileWidth, 1)) * Parts(height, Field(Tag.TileHeight, 1)) * planes
            : (UInt128)Parts(height, Field(Tag.RowsPerStrip, Math.Max(height, 1))) * planes;
        if (width > int.MaxValue || height > int.MaxValue || parts > fields.GetValueOrDefault(tiled ? Tag.TileOffsets : Tag.StripOffsets)
            || Field(Tag.Depth, 1) != 1)
        {
            throw Damaged($"an image of {width} x {height} pixels, for which its table of {(tiled ? "tiles" : "strips")} is too short");
        }
    }

    private static ulong Parts(ulong length, ulong part) => (length / part) + (length % part == 0 ? 0UL : 1);

    private byte[] Bytes(ulong offset, int length)
    {
        if (!Holds(offset, (ulong)length))
        {
            throw offset == 0 ? NoTiff() : Damaged($"a directory is missing at byte {offset}");
        }

        var bytes = new byte[length];
        _file.Position = (long)offset;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private bool Holds(ulong offset, ulong length) => offset <= (ulong)_file.Length && length <= (ulong)_file.Length - offset;

    private ulong Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        2 => _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    private InputException NoTiff()
    {
        const int Preamble = 128;
        var isDicom = Holds(Preamble, 4) && Bytes(Preamble, 4).AsSpan().SequenceEqual("DICM"u8);
        return new($"{_file.Name}: {(isDicom ? "a DICOM file, no slide that is read" : "no TIFF file")}: give an Aperio SVS or a tiled TIFF"
            + (isDicom ? "; the slices of a CT go to --ct, as a folder" : ""));
    }

    private InputException Damaged(string what) => new($"{_file.Name}: damaged or truncated TIFF ({what}): fetch the slide again");
}
