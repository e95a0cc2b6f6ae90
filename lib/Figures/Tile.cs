
using MhdNet.Data;

namespace MhdNet.Figures;

/// <summary>Whether preprocessing kept a frame.</summary>
public enum TileMark
{
    /// <summary>Says nothing.</summary>
    None,

    /// <summary>Kept: a solid bluish green border.</summary>
    Kept,

    /// <summary>Dropped: a dashed vermilion border and a cross.</summary>
    Dropped,
}

/// <summary>One picture of a sheet.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Caption">One short line under it; may be empty.</param>
/// <param name="Mark">Whether it was kept.</param>
public sealed record Tile(RgbImage Image, string Caption = "", TileMark Mark = TileMark.None)
{
    /// <summary>A few words across the picture, such as that a map has nothing to show; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the colours of a map mean; null for a photograph.</summary>
    public HeatScale? Scale { get; init; }

    /// <summary>A tile of 8-bit grey pixels.</summary>
    /// <param name="pixels">(height, width).</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="caption">One short line under it.</param>
    /// <param name="mark">Whether it was kept.</param>
    public static Tile Grey(ReadOnlySpan<byte> pixels, int width, int height, string caption = "", TileMark mark = TileMark.None)
    {
        if (pixels.Length != width * height)
        {
            throw new ArgumentException($"{pixels.Length} pixels are not {height} x {width}", nameof(pixels));
        }

        var rgb = new byte[3 * pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = pixels[i];
        }

        return new Tile(new RgbImage(width, height, rgb), caption, mark);
    }

    /// <summary>The frames of a stored sequence.</summary>
    /// <param name="pixels">8-bit pixels, (C, T, H, W) with C = 1 (CT) or 3 (WSI).</param>
    /// <param name="channels">C.</param>
    /// <param name="frames">T.</param>
    /// <param name="size">H and W.</param>
    /// <param name="caption">Caption of frame t, from 0; none where not given.</param>
    public static IReadOnlyList<Tile> Frames(byte[] pixels, int channels, int frames, int size, Func<int, string>? caption = null)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (channels is not (1 or 3) || pixels.Length != channels * frames * size * size)
        {
            throw new ArgumentException($"{pixels.Length} bytes are not ({channels}, {frames}, {size}, {size})", nameof(pixels));
        }

        var area = size * size;
        var tiles = new Tile[frames];
        for (var t = 0; t < frames; t++)
        {
            var rgb = new byte[3 * area];
            for (var i = 0; i < area; i++)
            {
                for (var c = 0; c < 3; c++)
                {
                    rgb[3 * i + c] = pixels[((channels == 1 ? 0 : c) * frames + t) * area + i];
                }
            }

            tiles[t] = new Tile(new RgbImage(size, size, rgb), caption?.Invoke(t) ?? "");
        }

        return tiles;
    }
}
