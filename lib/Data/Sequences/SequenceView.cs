using System.Buffers;

namespace MhdNet.Data.Sequences;

/// <summary>
/// How one sequence is seen: an affine map of the image plane, the same for all frames, and the contrast and brightness of each channel.
/// </summary>
/// <param name="XX">Column that is read, per column that is written.</param>
/// <param name="XY">Column that is read, per row that is written.</param>
/// <param name="YX">Row that is read, per column that is written.</param>
/// <param name="YY">Row that is read, per row that is written; all four about the image's centre.</param>
/// <param name="Right">Columns between the image's centre and the point that the new centre shows.</param>
/// <param name="Down">The same in rows.</param>
/// <param name="Gains">Factor on the normalised values of each channel; empty: as stored.</param>
/// <param name="Offsets">What is added to them then.</param>
public sealed record SequenceView(
    double XX, double XY, double YX, double YY, double Right, double Down, IReadOnlyList<float> Gains, IReadOnlyList<float> Offsets)
{
    private const double Turn = 12 * Math.PI / 180, Zoom = 0.1, Shift = 0.06, Contrast = 0.1, Brightness = 0.1, Colour = 0.05;

    /// <summary>As stored.</summary>
    public static SequenceView Stored { get; } = new(1, 0, 0, 1, 0, 0, [], []);

    /// <summary>Mirrored left to right.</summary>
    public static SequenceView Mirrored { get; } = Stored with { XX = -1 };

    /// <summary>Draws a view; it depends on the seed and the sequence's id alone.</summary>
    /// <param name="augmentation">What may be drawn.</param>
    /// <param name="modality">CT or pathology.</param>
    /// <param name="size">Rows and columns of a frame.</param>
    /// <param name="seed">Of an epoch.</param>
    /// <param name="id">The sequence's id.</param>
    public static SequenceView Draw(Augmentation augmentation, Modality modality, int size, ulong seed, string id)
    {
        double Within(int counter, double most) => most * ((2 * Data.Draw.Share(seed, id, counter)) - 1);
        bool Either(int counter) => (Data.Draw.Bits(seed, id, counter) & 1) == 1;
        var side = Either(0) ? -1 : 1;
        switch (augmentation)
        {
            case Augmentation.None:
                return Stored;
            case Augmentation.Mirror:
                return side < 0 ? Mirrored : Stored;
            default:
                if (modality == Modality.Wsi)
                {
                    var (across, upside) = (Either(1), Either(2) ? -1 : 1);
                    return new(across ? 0 : side, across ? side : 0, across ? upside : 0, across ? 0 : upside, 0, 0,
                        [.. Enumerable.Range(3, 3).Select(channel => (float)(1 + Within(channel, Colour)))], [0, 0, 0]);
                }

                var (angle, scale) = (Within(1, Turn), 1 + Within(2, Zoom));
                var (cosine, sine) = (Math.Cos(angle) / scale, Math.Sin(angle) / scale);
                return new(side * cosine, side * -sine, sine, cosine, Within(3, Shift * size), Within(4, Shift * size),
                    [(float)(1 + Within(5, Contrast))], [(float)Within(6, Brightness)]);
        }
    }

    /// <summary>Writes what is seen; between pixels bilinearly, beyond the border its nearest pixel.</summary>
    /// <param name="normalised">Values in [-1, 1], (C, T, H, W).</param>
    /// <param name="channels">C.</param>
    /// <param name="size">H and W.</param>
    /// <param name="seen">The same, as seen; values stay in [-1, 1].</param>
    public void Fill(ReadOnlySpan<float> normalised, int channels, int size, Span<float> seen)
    {
        var (plane, perChannel) = (size * size, normalised.Length / channels);
        var map = ArrayPool<Corner>.Shared.Rent(plane);
        Map(size, map);
        for (var start = 0; start < seen.Length; start += plane)
        {
            var from = normalised.Slice(start, plane);
            var to = seen.Slice(start, plane);
            for (var i = 0; i < plane; i++)
            {
                var (first, right, down, x, y) = map[i];
                var upper = from[first] + (x * (from[first + right] - from[first]));
                var lower = from[first + down] + (x * (from[first + down + right] - from[first + down]));
                to[i] = upper + (y * (lower - upper));
            }

            if (Gains.Count > 0)
            {
                var channel = start / perChannel;
                for (var i = 0; i < plane; i++)
                {
                    to[i] = Math.Clamp((to[i] * Gains[channel]) + Offsets[channel], -1, 1);
                }
            }
        }

        ArrayPool<Corner>.Shared.Return(map);
    }

    // of each pixel: the upper left of the four that it lies between, the steps to their right and below, its place among them
    private void Map(int size, Span<Corner> map)
    {
        var centre = (size - 1) / 2.0;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var (u, v) = (column - centre, row - centre);
                var x = Math.Clamp(centre + Right + (XX * u) + (XY * v), 0, size - 1);
                var y = Math.Clamp(centre + Down + (YX * u) + (YY * v), 0, size - 1);
                var (left, top) = ((int)x, (int)y);
                map[(row * size) + column] = new((top * size) + left, left < size - 1 ? 1 : 0, top < size - 1 ? size : 0,
                    (float)(x - left), (float)(y - top));
            }
        }
    }

    private readonly record struct Corner(int First, int Right, int Down, float X, float Y);
}
