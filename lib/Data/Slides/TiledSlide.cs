namespace MhdNet.Data.Slides;

/// <summary>One image of a slide, in tiles of one size; those at the right and at the bottom hang over.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="TileWidth">Columns of a tile.</param>
/// <param name="TileHeight">Rows of a tile.</param>
internal readonly record struct TileGrid(int Width, int Height, int TileWidth, int TileHeight)
{
    /// <summary>Tiles in a row.</summary>
    public int Columns => (Width + TileWidth - 1) / TileWidth;

    /// <summary>Bytes of a decoded tile.</summary>
    public int TileBytes => TileWidth * TileHeight * 3;
}

/// <summary>
/// A slide whose levels are tiled. Whatever its size, at most <see cref="MostCachedBytes"/> of decoded tiles are held.
/// </summary>
/// <param name="levels">The largest first.</param>
internal abstract class TiledSlide(IReadOnlyList<TileGrid> levels) : IWholeSlide
{
    /// <summary>
    /// Bytes of decoded tiles held: three rows of 256-pixel tiles across 110,000 pixels, so that a row of patches reads each tile once.
    /// </summary>
    public const long MostCachedBytes = 256 << 20;

    private readonly TileCache _tiles = new(MostCachedBytes);

    public int Width => levels[0].Width;

    public int Height => levels[0].Height;

    public abstract string Source { get; }

    public abstract double? MicronsPerPixel { get; }

    public abstract bool Synthetic { get; }

    public abstract string Note { get; }

    public IReadOnlyList<double> Downsamples { get; } =
        [.. levels.Select(level => ((levels[0].Width / (double)level.Width) + (levels[0].Height / (double)level.Height)) / 2)];

    /// <summary>Columns and rows of a level.</summary>
    public (int Width, int Height) SizeOf(int level) => (levels[level].Width, levels[level].Height);

    public void ReadRegion(int x, int y, int width, int height, Span<byte> rgb, int level = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, width * height * 3);
        rgb.Fill(255);
        var from = levels[level];
        int left = Math.Max(x, 0), right = Math.Min(x + width, from.Width);
        int top = Math.Max(y, 0), bottom = Math.Min(y + height, from.Height);
        for (var ty = top / from.TileHeight * from.TileHeight; ty < bottom && left < right; ty += from.TileHeight)
        {
            for (var tx = left / from.TileWidth * from.TileWidth; tx < right; tx += from.TileWidth)
            {
                int x0 = Math.Max(left, tx), x1 = Math.Min(right, tx + from.TileWidth);
                int y0 = Math.Max(top, ty), y1 = Math.Min(bottom, ty + from.TileHeight);
                var number = (ty / from.TileHeight * from.Columns) + (tx / from.TileWidth);
                var tile = _tiles.Get(level, number, from.TileBytes, pixels => Decode(level, number, pixels));
                for (var row = y0; row < y1; row++)
                {
                    tile.AsSpan((((row - ty) * from.TileWidth) + x0 - tx) * 3, (x1 - x0) * 3)
                        .CopyTo(rgb[((((row - y) * width) + x0 - x) * 3)..]);
                }
            }
        }
    }

    public RgbImage Thumbnail(int longestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 1);
        var index = Enumerable.Range(0, levels.Count).Last(i => i == 0 || Math.Max(levels[i].Width, levels[i].Height) >= longestSide);
        var level = levels[index];
        var scale = Math.Min(1.0, longestSide / (double)Math.Max(level.Width, level.Height));
        var average = new BlockAverage(level.Width, level.Height, Math.Max(1, (int)Math.Round(level.Width * scale)),
            Math.Max(1, (int)Math.Round(level.Height * scale)));
        var tile = new byte[level.TileBytes];
        for (var (ty, number) = (0, 0); ty < level.Height; ty += level.TileHeight)
        {
            for (var tx = 0; tx < level.Width; tx += level.TileWidth)
            {
                Decode(index, number++, tile);
                average.Add(tile, tx, ty, level.TileWidth, level.TileHeight);
            }
        }

        return average.Image();
    }

    public abstract void Dispose();

    /// <summary>Decodes a tile.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="number">Its number, row by row.</param>
    /// <param name="pixels">Gets it, (TileHeight, TileWidth, 3).</param>
    /// <exception cref="Runtime.InputException">It is damaged.</exception>
    protected abstract void Decode(int level, int number, byte[] pixels);
}
