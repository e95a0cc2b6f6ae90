namespace MhdNet.Data.Slides;

/// <summary>Decoded tiles, the oldest dropped first when they would take more than a number of bytes; a single tile always fits.</summary>
internal sealed class TileCache(long mostBytes)
{
    private readonly Dictionary<(int Level, int Tile), byte[]> _tiles = [];
    private readonly Queue<(int Level, int Tile)> _oldest = [];

    /// <summary>Bytes of the tiles held.</summary>
    public long Bytes { get; private set; }

    /// <summary>A tile, from here or decoded now.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="tile">Its number.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="decode">Fills a buffer of that length.</param>
    public byte[] Get(int level, int tile, int length, Action<byte[]> decode)
    {
        if (_tiles.TryGetValue((level, tile), out var pixels))
        {
            return pixels;
        }

        byte[]? free = null;
        while (_oldest.Count > 0 && Bytes + length > mostBytes)
        {
            _tiles.Remove(_oldest.Dequeue(), out free);
            Bytes -= free!.Length;
        }

        pixels = free?.Length == length ? free : new byte[length];
        decode(pixels);
        _tiles.Add((level, tile), pixels);
        _oldest.Enqueue((level, tile));
        Bytes += length;
        return pixels;
    }
}
