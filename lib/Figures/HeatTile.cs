using MhdNet.Data;
using ScottPlot;
using static TorchSharp.torch;

namespace MhdNet.Figures;

/// <summary>Maps of a network as pictures of a sheet: every value a square of one colour, from dark (low) to yellow (high).</summary>
public static class HeatTile
{
    private const int Side = 160;         // pixels that a tile is enlarged to at least, so that squares keep their edges
    private const double Visible = 0.02;  // share of the scale below which nobody sees a difference from its darkest colour

    /// <summary>A map as a tile. One that has nothing to show but the darkest colour says so across the tile.</summary>
    /// <param name="map">(H, W).</param>
    /// <param name="low">Value of the darkest colour; smaller values have it too.</param>
    /// <param name="high">Value of the brightest colour.</param>
    /// <param name="caption">One short line under it.</param>
    /// <param name="label">What the values are, for the colour bar.</param>
    /// <param name="dark">What a wholly dark map says, such as "no evidence"; where not given, how high it reaches.</param>
    public static Tile Render(Tensor map, double low, double high, string caption = "", string label = "", string? dark = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.dim() != 2)
        {
            throw new ArgumentException($"a map is (H, W), not ({string.Join(", ", map.shape)})", nameof(map));
        }

        using var onHost = map.detach().cpu().to_type(ScalarType.Float64).contiguous();
        var values = onHost.data<double>().ToArray();
        var colours = new ScottPlot.Colormaps.Viridis();
        var range = new ScottPlot.Range(low, high > low ? high : low + 1);
        var rgb = values.SelectMany(value =>
        {
            var colour = colours.GetColor(Math.Clamp(value, range.Min, range.Max), range);
            return new[] { colour.R, colour.G, colour.B };
        }).ToArray();
        var most = values.DefaultIfEmpty(range.Min).Max();
        return new Tile(Enlarge(new RgbImage((int)map.shape[1], (int)map.shape[0], rgb)), caption)
        {
            Scale = new HeatScale(range.Min, range.Max, label),
            Note = most > range.Min + (Visible * (range.Max - range.Min))
                ? ""
                : dark ?? FormattableString.Invariant($"at most {most:0.###}"),
        };
    }

    /// <summary>
    /// Frames cells of a grid laid over a tile, each in a colour of its own, in the order of <see cref="FigureStyle.Palette"/>.
    /// </summary>
    /// <param name="tile">The tile.</param>
    /// <param name="grid">Rows and columns of the grid.</param>
    /// <param name="cells">Cells, from 0.</param>
    /// <param name="firstColour">Colour of the first cell.</param>
    public static Tile Mark(Tile tile, (int Rows, int Columns) grid, IReadOnlyList<(int Row, int Column)> cells, int firstColour = 0)
    {
        ArgumentNullException.ThrowIfNull(tile);
        ArgumentNullException.ThrowIfNull(cells);
        var image = Enlarge(tile.Image);
        var rgb = image.Pixels.ToArray();
        for (var k = 0; k < cells.Count; k++)
        {
            var colour = FigureStyle.Colour(firstColour + k);
            int top = cells[k].Row * image.Height / grid.Rows, bottom = (cells[k].Row + 1) * image.Height / grid.Rows - 1;
            int left = cells[k].Column * image.Width / grid.Columns, right = (cells[k].Column + 1) * image.Width / grid.Columns - 1;
            for (var y = top; y <= bottom; y++)
            {
                for (var x = left; x <= right; x++)
                {
                    if (Math.Min(Math.Min(y - top, bottom - y), Math.Min(x - left, right - x)) < 2)
                    {
                        var pixel = 3 * ((y * image.Width) + x);
                        (rgb[pixel], rgb[pixel + 1], rgb[pixel + 2]) = (colour.R, colour.G, colour.B);
                    }
                }
            }
        }

        return tile with { Image = new RgbImage(image.Width, image.Height, rgb) };
    }

    /// <summary>Whole-number enlargement, nearest pixel.</summary>
    private static RgbImage Enlarge(RgbImage image)
    {
        var factor = Math.Max(1, (Side + image.Width - 1) / image.Width);
        int width = image.Width * factor, height = image.Height * factor;
        var from = image.Pixels.ToArray();
        var rgb = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                from.AsSpan(3 * (y / factor * image.Width + x / factor), 3).CopyTo(rgb.AsSpan(3 * (y * width + x)));
            }
        }

        return new RgbImage(width, height, rgb);
    }
}
