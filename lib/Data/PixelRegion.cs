namespace MhdNet.Data;

/// <summary>One connected piece of a <see cref="PixelMask"/> and its shape, in pixels.</summary>
internal sealed record PixelRegion(int Rows, int Columns, List<int> Indices)
{
    public int Area => Indices.Count;

    public bool TouchesBorder => Indices.Exists(i => i % Columns is var x && i / Columns is var y
        && (x == 0 || y == 0 || x == Columns - 1 || y == Rows - 1));

    /// <summary>Whether it reaches the first row.</summary>
    public bool TouchesTop => Indices.Exists(i => i < Columns);

    /// <summary>Length of the border: pixel edges, less the quarter by which steps overstate a slanted line on average.</summary>
    public double Perimeter
    {
        get
        {
            var mask = Mask();
            return Math.PI / 4 * Indices.Sum(i => mask.Neighbours(i).Count(neighbour => neighbour < 0 || !mask.Pixels[neighbour]));
        }
    }

    /// <summary>Area of the convex hull, in whole pixels.</summary>
    public double HullArea => Mask().Hull().Pixels.Count(inside => inside) is var area && area > 0 ? area : Area;

    /// <summary>Of the ellipse with the same second moments: 0 a circle, towards 1 a line.</summary>
    public double Eccentricity
    {
        get
        {
            var (cx, cy) = (Indices.Average(i => (double)(i % Columns)), Indices.Average(i => (double)(i / Columns)));
            double xx = 0, yy = 0, xy = 0;
            foreach (var i in Indices)
            {
                var (dx, dy) = ((i % Columns) - cx, (i / Columns) - cy);
                (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
            }

            var (middle, half) = ((xx + yy) / 2, Math.Sqrt(((xx - yy) * (xx - yy) / 4) + (xy * xy)));
            return middle + half > 0 ? Math.Sqrt(1 - Math.Clamp((middle - half) / (middle + half), 0, 1)) : 0;
        }
    }

    public PixelMask Mask()
    {
        var mask = new PixelMask(Rows, Columns);
        Indices.ForEach(i => mask.Pixels[i] = true);
        return mask;
    }

    /// <summary>The region with its holes.</summary>
    public PixelRegion Filled()
    {
        var outside = new PixelMask(Rows, Columns);
        Array.Fill(outside.Pixels, true);
        Indices.ForEach(i => outside.Pixels[i] = false);
        return this with
        {
            Indices = [.. Indices, .. outside.Regions().Where(region => !region.TouchesBorder)
            .SelectMany(region => region.Indices)]
        };
    }
}
