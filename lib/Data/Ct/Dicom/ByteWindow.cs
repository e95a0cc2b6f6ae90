namespace MhdNet.Data.Ct.Dicom;

/// <summary>A place in a file that moves on: small things are read from a piece of the file in memory, large ones past it.</summary>
internal sealed class ByteWindow(Stream stream)
{
    /// <summary>Most bytes of <see cref="Next"/>.</summary>
    public const int Size = 8192;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Size);
    private readonly long _length = stream.Length; // the system is asked once
    private long _start;
    private int _filled;

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

    /// <summary>The file itself from here on.</summary>
    public Stream Rest()
    {
        stream.Position = Position;
        return stream;
    }
}
