namespace MhdNet.Data;

/// <summary>Convex hulls in the plane (Andrew 1979, monotone chain).</summary>
internal static class ConvexHull
{
    /// <summary>The corners, in order; fewer than three where all points lie on a line.</summary>
    public static IReadOnlyList<(int X, int Y)> Compute(IEnumerable<(int X, int Y)> points)
    {
        var sorted = points.Distinct().Order().ToList();
        if (sorted.Count < 3)
        {
            return sorted;
        }

        List<(int X, int Y)> lower = Chain(sorted), upper = Chain(Enumerable.Reverse(sorted));
        return [.. lower.SkipLast(1), .. upper.SkipLast(1)];
    }

    /// <summary>Whether a point lies inside the corners or on their edge.</summary>
    public static bool Contains(IReadOnlyList<(int X, int Y)> corners, (int X, int Y) point)
    {
        for (var i = 0; i < corners.Count; i++)
        {
            if (Turn(corners[i], corners[(i + 1) % corners.Count], point) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static List<(int X, int Y)> Chain(IEnumerable<(int X, int Y)> sorted)
    {
        var chain = new List<(int X, int Y)>();
        foreach (var point in sorted)
        {
            while (chain.Count > 1 && Turn(chain[^2], chain[^1], point) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(point);
        }

        return chain;
    }

    private static long Turn((int X, int Y) a, (int X, int Y) b, (int X, int Y) c) =>
        ((long)(b.X - a.X) * (c.Y - a.Y)) - ((long)(b.Y - a.Y) * (c.X - a.X));
}
