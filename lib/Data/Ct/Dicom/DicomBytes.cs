using System.Buffers.Binary;
using MhdNet.Runtime;

namespace MhdNet.Data.Ct.Dicom;

/// <summary>
/// A place in a file that moves on, and the numbers there: small things are read from a piece of the file in memory, large ones past it.
/// Where less is left than is asked for, the file is truncated.
/// </summary>
/// <param name="stream">The file.</param>
/// <param name="source">Its path, for messages.</param>
internal sealed class DicomBytes(Stream stream, string source)
{
    /// <summary>Most bytes of <see cref="Next"/>.</summary>
    public const int Size = 8192;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Size);
    private readonly long _length = stream.Length; // the system is asked once
    private long _start;
    private int _filled;

    /// <summary>Whether numbers have their first byte first.</summary>
    public bool IsBigEndian { get; set; }

    /// <summary>Where it is.</summary>
    public long Position { get; set; }

    /// <summary>Bytes to the end of the file.</summary>
    public long Left => _length - Position;

    /// <summary>The next bytes, valid until the next call; no more than are left.</summary>
    public ReadOnlySpan<byte> Next(int count)
    {
        if (Position < _start || Position + count > _start + _filled)
        {
            stream.Position = _start = Position;
            _filled = 0;
            _filled = stream.ReadAtLeast(_bytes, count);
        }

        var next = _bytes.AsSpan((int)(Position - _start), count);
        Position += count;
        return next;
    }

    /// <summary>Reads bytes of any number, no more than are left.</summary>
    public void Read(Span<byte> bytes)
    {
        if (bytes.Length <= Size)
        {
            Next(bytes.Length).CopyTo(bytes);
            return;
        }

        stream.Position = Position;
        stream.ReadExactly(bytes);
        Position += bytes.Length;
    }

    /// <summary>An element's tag: group, then number.</summary>
    public uint Tag() => (U16() << 16) | U16();

    /// <summary>A number of two bytes.</summary>
    public uint U16() => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Number(2)) : BinaryPrimitives.ReadUInt16LittleEndian(Number(2));

    /// <summary>A number of four bytes.</summary>
    public uint U32() => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Number(4)) : BinaryPrimitives.ReadUInt32LittleEndian(Number(4));

    /// <summary>A length of four bytes after two that mean nothing.</summary>
    public uint LongLength()
    {
        Skip(2);
        return U32();
    }

    /// <summary>The group of the element that follows; little endian, as the file's own head.</summary>
    public int PeekGroup()
    {
        var group = BinaryPrimitives.ReadUInt16LittleEndian(Number(2));
        Position -= 2;
        return group;
    }

    /// <summary>The next bytes, valid until something else is read.</summary>
    public ReadOnlySpan<byte> Number(int length) => length <= Left ? Next(length) : throw Truncated();

    /// <summary>A copy of the next bytes.</summary>
    public byte[] Take(int count) => count <= Left ? Next(count).ToArray() : throw Truncated();

    /// <summary>Passes over bytes.</summary>
    public void Skip(uint count)
    {
        if (count > Left)
        {
            throw Truncated();
        }

        Position += count;
    }

    /// <summary>The error that the file ends too early, or contradicts itself.</summary>
    public InputException Truncated() => new($"{source}: truncated or damaged: fetch the file again");

    /// <summary>The file itself from here on.</summary>
    public Stream Rest()
    {
        stream.Position = Position;
        return stream;
    }
}
