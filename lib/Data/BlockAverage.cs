namespace MhdNet.Data;

/// <summary>Averages a large RGB picture down as its tiles arrive: every source pixel goes to one target pixel.</summary>
internal sealed class BlockAverage(int sourceWidth, int sourceHeight, int width, int height)
{
    private readonly long[] _sums = new long[width * height * 3];
    private readonly int[] _counts = new int[width * height];

    /// <summary>
    /// Adds a tile whose first pixel lies at (<paramref name="x"/>, <paramref name="y"/>); what hangs over the edge is left out.
    /// </summary>
    public void Add(ReadOnlySpan<byte> tile, int x, int y, int tileWidth, int tileHeight)
    {
        for (var row = 0; row < Math.Min(tileHeight, sourceHeight - y); row++)
        {
            var line = (int)((long)(y + row) * height / sourceHeight) * width;
            for (var column = 0; column < Math.Min(tileWidth, sourceWidth - x); column++)
            {
                var target = line + (int)((long)(x + column) * width / sourceWidth);
                var source = ((row * tileWidth) + column) * 3;
                _sums[target * 3] += tile[source];
                _sums[(target * 3) + 1] += tile[source + 1];
                _sums[(target * 3) + 2] += tile[source + 2];
                _counts[target]++;
            }
        }
    }

    public RgbImage Image()
    {
        var pixels = new byte[_sums.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var count = _counts[i / 3];
            pixels[i] = (byte)((_sums[i] + (count / 2)) / count);
        }

        return new RgbImage(width, height, pixels);
    }
}
