namespace MhdNet.Data;

/// <summary>A set of pixels of a picture, with what measuring shapes takes.</summary>
internal sealed class PixelMask(int rows, int columns)
{
    public int Rows => rows;

    public int Columns => columns;

    /// <summary>(rows, columns).</summary>
    public bool[] Pixels { get; } = new bool[rows * columns];

    /// <summary>The 4-connected pieces.</summary>
    public IReadOnlyList<PixelRegion> Regions()
    {
        var (seen, regions, pending) = (new bool[Pixels.Length], new List<PixelRegion>(), new Stack<int>());
        for (var start = 0; start < Pixels.Length; start++)
        {
            if (!Pixels[start] || seen[start])
            {
                continue;
            }

            var indices = new List<int>();
            pending.Push(start);
            seen[start] = true;
            while (pending.TryPop(out var pixel))
            {
                indices.Add(pixel);
                foreach (var neighbour in Neighbours(pixel))
                {
                    if (neighbour >= 0 && Pixels[neighbour] && !seen[neighbour])
                    {
                        seen[neighbour] = true;
                        pending.Push(neighbour);
                    }
                }
            }

            regions.Add(new PixelRegion(rows, columns, indices));
        }

        return regions;
    }

    /// <summary>The four neighbours of a pixel; -1 beyond the border.</summary>
    public int[] Neighbours(int pixel)
    {
        var (y, x) = (pixel / columns, pixel % columns);
        return [x > 0 ? pixel - 1 : -1, x + 1 < columns ? pixel + 1 : -1, y > 0 ? pixel - columns : -1, y + 1 < rows
            ? pixel + columns : -1];
    }

    /// <summary>Erosion with a disc; beyond the border counts as outside.</summary>
    public PixelMask Eroded(double radius) => Morph(radius, erode: true);

    /// <summary>Opening with a disc: what is narrower is gone.</summary>
    public PixelMask Opened(double radius) => Morph(radius, erode: true).Morph(radius, erode: false);

    /// <summary>The convex hull of all pixels.</summary>
    public PixelMask Hull()
    {
        var corners = ConvexHull.Compute(Enumerable.Range(0, Pixels.Length).Where(i => Pixels[i])
            .Select(i => (X: i % columns, Y: i / columns)));
        var hull = new PixelMask(rows, columns);
        for (var i = 0; i < Pixels.Length && corners.Count > 2; i++)
        {
            hull.Pixels[i] = ConvexHull.Contains(corners, (i % columns, i / columns));
        }

        return hull;
    }

    private PixelMask Morph(double radius, bool erode)
    {
        var reach = (int)radius;
        var disc = (from dy in Enumerable.Range(-reach, (2 * reach) + 1)
                    from dx in Enumerable.Range(-reach, (2 * reach) + 1)
                    where (dx * dx) + (dy * dy) <= radius * radius
                    select (dx, dy)).ToArray();
        var result = new PixelMask(rows, columns);
        for (var i = 0; i < Pixels.Length; i++)
        {
            if (erode && !Pixels[i])
            {
                continue; // the disc's centre is outside
            }

            var (y, x) = (i / columns, i % columns);
            bool Inside((int Dx, int Dy) at) => x + at.Dx >= 0 && x + at.Dx < columns && y + at.Dy >= 0 && y + at.Dy < rows
                && Pixels[i + (at.Dy * columns) + at.Dx];
            result.Pixels[i] = erode ? Array.TrueForAll(disc, Inside) : Array.Exists(disc, Inside);
        }

        return result;
    }
}
