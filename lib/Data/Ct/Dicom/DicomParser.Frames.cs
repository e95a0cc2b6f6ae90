using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>The images of a file: what is said of each frame, and where its pixels lie.</summary>
internal sealed partial class DicomParser
{
    private const int MostFrames = 20_000;

    // what of the functional groups is looked into (PS3.3, C.7.6.16 and C.8.15.3)
    private static readonly uint[] Macros =
    [
        DicomTag.FrameContent, DicomTag.PlanePosition, DicomTag.PlaneOrientation, DicomTag.PixelMeasures,
        DicomTag.PixelValueTransformation, DicomTag.ImageFrameType, DicomTag.Reconstruction,
    ];

    private readonly Dictionary<uint, ReadOnlyMemory<byte>> _shared = [];
    private readonly List<Dictionary<uint, ReadOnlyMemory<byte>>> _groups = [];

    private int FrameCount => _elements.TryGetValue(DicomTag.NumberOfFrames, out var text)
        && int.TryParse(Encoding.ASCII.GetString(text.Span).Trim(' ', '\0'), CultureInfo.InvariantCulture, out var frames)
            ? Math.Max(1, frames) : 1;

    // one item for each frame, or one for all of them
    private void FunctionalGroups(uint tag, bool explicitVr, uint length) => EachItem(length, itemLength =>
    {
        var group = tag == DicomTag.SharedGroups ? _shared : [];
        if (tag == DicomTag.FrameGroups)
        {
            _groups.Add(group);
            if (_groups.Count > MostFrames)
            {
                throw _bytes.Truncated();
            }
        }

        Group(explicitVr, itemLength, group, isMacro: false);
    });

    // the elements of a group's macros, as if they were the image's own
    private void Group(bool explicitVr, uint length, Dictionary<uint, ReadOnlyMemory<byte>> group, bool isMacro)
    {
        for (var end = End(length); _bytes.Position < end;)
        {
            var (tag, size, unknown) = Head(explicitVr);
            if (tag == DicomTag.ItemDelimitation)
            {
                return;
            }

            if (!isMacro && Macros.Contains(tag))
            {
                EachItem(size, itemLength => Group(explicitVr && !unknown, itemLength, group, isMacro: true));
            }
            else if (size == Undefined)
            {
                Items(explicitVr && !unknown, depth: 1);
            }
            else if (isMacro && size <= LongestValue)
            {
                group.TryAdd(tag, _bytes.Take((int)size));
            }
            else
            {
                _bytes.Skip(size);
            }
        }
    }

    private void EachItem(uint length, Action<uint> read)
    {
        for (var end = End(length); _bytes.Position < end;)
        {
            var (tag, size) = (_bytes.Tag(), _bytes.U32());
            if (tag == DicomTag.SequenceDelimitation)
            {
                return;
            }

            if (tag != DicomTag.Item)
            {
                throw NoItem(tag);
            }

            read(size);
        }
    }

    private long End(uint length) => length == Undefined ? long.MaxValue
        : length <= _bytes.Left ? _bytes.Position + length : throw _bytes.Truncated();

    private void Pixels(uint length, bool encapsulated)
    {
        List<(long Offset, uint Length)> fragments;
        long[] table = [];
        if (length != Undefined)
        {
            fragments = [(_bytes.Position, length)];
            _bytes.Skip(length);
        }
        else
        {
            fragments = encapsulated ? Fragments(out table)
                : throw new InputException($"{_source}: compressed pixels under an uncompressed transfer syntax: export the series again");
        }

        _pixelLength = fragments.Sum(fragment => fragment.Length);
        if (_wantedFrame is not { } frame)
        {
            return;
        }

        var wanted = FrameCount == 1 ? fragments : length != Undefined ? OfFrame(fragments[0], frame) : OfFrame(fragments, table, frame);
        _pixels = GC.AllocateUninitializedArray<byte>(checked((int)wanted.Sum(fragment => fragment.Length)));
        var at = 0;
        foreach (var fragment in wanted)
        {
            _bytes.Position = fragment.Offset;
            _bytes.Read(_pixels.AsSpan(at, (int)fragment.Length));
            at += (int)fragment.Length;
        }
    }

    // frames follow one another without a gap
    private List<(long Offset, uint Length)> OfFrame((long Offset, uint Length) pixels, int frame)
    {
        var length = pixels.Length / (uint)FrameCount;
        return frame < FrameCount ? [(pixels.Offset + ((long)frame * length), length)] : throw _bytes.Truncated();
    }

    // a frame has the fragments from its place in the table to the next one's; without a table each has one
    private List<(long Offset, uint Length)> OfFrame(List<(long Offset, uint Length)> fragments, long[] table, int frame)
    {
        if (frame < table.Length && table.Length == FrameCount && fragments.Count > 0)
        {
            var start = fragments[0].Offset;
            var end = frame + 1 < table.Length ? table[frame + 1] : long.MaxValue;
            return fragments.FindAll(fragment => fragment.Offset - start >= table[frame] && fragment.Offset - start < end);
        }

        return fragments.Count == FrameCount && frame < FrameCount ? [fragments[frame]]
            : throw new InputException($"{_source}: {FrameCount} frames in {fragments.Count} fragments, and no table says which "
                + "are whose: export the series again");
    }

    // The first item is a table of offsets, which one image does not need.
    private List<(long Offset, uint Length)> Fragments(out long[] table)
    {
        var fragments = new List<(long Offset, uint Length)>();
        for (var tag = _bytes.Tag(); tag != DicomTag.SequenceDelimitation; tag = _bytes.Tag())
        {
            if (tag != DicomTag.Item)
            {
                throw new InputException($"{_source}: element {DicomDataset.Name(tag)} stands where a fragment of the image should: "
                    + "export the series again");
            }

            var length = _bytes.U32();
            fragments.Add((_bytes.Position, length));
            _bytes.Skip(length);
        }

        _bytes.Skip(4);
        var end = _bytes.Position;
        table = fragments is [{ Length: > 0 and <= 4 * MostFrames } first, ..] ? Offsets(first.Offset, (int)first.Length / 4) : [];
        _bytes.Position = end;
        return fragments[Math.Min(1, fragments.Count)..];
    }

    private long[] Offsets(long position, int count)
    {
        var bytes = new byte[4 * count];
        _bytes.Position = position;
        _bytes.Read(bytes);
        return [.. Enumerable.Range(0, count).Select(i => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 * i)))];
    }
}
