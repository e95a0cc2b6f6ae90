namespace MhdNet.Data.Ct;

/// <summary>
/// Where the mediastinum lies, by a rule, not a model. In each slice looked at, the body is the largest 4-connected region above -300 HU
/// (the table and the arms are regions of their own); the median over the slices of each edge of its bounding box gives one box per series.
/// The mediastinum's centre is taken at half the box's width and at 42 % of its depth from the front: a square of 180 mm then reaches
/// from the chest wall to the spine.
/// </summary>
internal static class Mediastinum
{
    private const short BodyAbove = -300;
    private const double Depth = 0.42;

    /// <summary>The square of <paramref name="millimetres"/> round the centre, in pixels; may reach outside the slice.</summary>
    public static Resampler.Window Window(CtVolume volume, SliceRange range, double millimetres)
    {
        var boxes = Enumerable.Range(range.First, range.Count).Select(slice => Body(volume.Slice(slice), volume.Rows, volume.Columns))
            .OfType<Box>().ToList();
        var (top, bottom) = boxes.Count == 0 ? (0, volume.Rows) : (Median(boxes, box => box.Top), Median(boxes, box => box.Bottom));
        var (left, right) = boxes.Count == 0 ? (0, volume.Columns) : (Median(boxes, box => box.Left), Median(boxes, box => box.Right));
        double height = millimetres / volume.RowSpacing, width = millimetres / volume.ColumnSpacing;
        return new Resampler.Window(top + (Depth * (bottom - top)) - (height / 2), ((left + right) / 2.0) - (width / 2), height, width);
    }

    private static int Median(List<Box> boxes, Func<Box, int> edge) => boxes.Select(edge).Order().ElementAt(boxes.Count / 2);

    private static Box? Body(ReadOnlySpan<short> slice, int rows, int columns)
    {
        var seen = new bool[slice.Length];
        var pending = new Stack<int>();
        Box? largest = null;
        for (var start = 0; start < slice.Length; start++)
        {
            if (seen[start] || slice[start] <= BodyAbove)
            {
                continue;
            }

            var region = Fill(slice, rows, columns, start, seen, pending);
            largest = region.Area > (largest?.Area ?? 0) ? region : largest;
        }

        return largest;
    }

    private static Box Fill(ReadOnlySpan<short> slice, int rows, int columns, int start, bool[] seen, Stack<int> pending)
    {
        var (top, bottom, left, right, area) = (rows, 0, columns, 0, 0);
        pending.Push(start);
        seen[start] = true;
        while (pending.TryPop(out var pixel))
        {
            var (y, x) = (pixel / columns, pixel % columns);
            (top, bottom, left, right, area) = (Math.Min(top, y), Math.Max(bottom, y + 1), Math.Min(left, x),
                Math.Max(right, x + 1), area + 1);
            Visit(slice, x > 0, pixel - 1, seen, pending);
            Visit(slice, x + 1 < columns, pixel + 1, seen, pending);
            Visit(slice, y > 0, pixel - columns, seen, pending);
            Visit(slice, y + 1 < rows, pixel + columns, seen, pending);
        }

        return new Box(top, bottom, left, right, area);
    }

    private static void Visit(ReadOnlySpan<short> slice, bool within, int pixel, bool[] seen, Stack<int> pending)
    {
        if (within && !seen[pixel] && slice[pixel] > BodyAbove)
        {
            seen[pixel] = true;
            pending.Push(pixel);
        }
    }

    private sealed record Box(int Top, int Bottom, int Left, int Right, int Area);
}
