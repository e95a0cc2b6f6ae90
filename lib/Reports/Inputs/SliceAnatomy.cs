using MhdNet.Data;

namespace MhdNet.Reports.Inputs;

/// <summary>
/// What one slice shows, by rules, not a model. The body is the largest region above -300 HU, with what it encloses; lungs are air (below
/// -500 HU) in it of at least 15 cm^2; the windpipe is air of 0.6 to 6 cm^2 near the middle; bone is what lies above 180 HU.
/// </summary>
/// <param name="Width">Of the body, mm; 0 without one.</param>
/// <param name="Depth">Of the body, mm.</param>
/// <param name="Lung">Area of the lungs, mm^2.</param>
/// <param name="Windpipe">Whether a windpipe shows.</param>
/// <param name="Between">Area of what lies between the lungs, mm^2.</param>
/// <param name="BoneBehind">Area of bone in the middle of the body's back third, mm^2.</param>
/// <param name="BoneInFront">The same of the front third.</param>
/// <param name="BoneShare">Share of the body that is bone.</param>
/// <param name="FatShare">Share of the body that is fat, -150 to -40 HU.</param>
/// <param name="CutShare">Share of the picture's border that the body reaches.</param>
/// <param name="AirShare">Share of the picture below -500 HU.</param>
internal sealed record SliceAnatomy(
    double Width, double Depth, double Lung, bool Windpipe, double Between, double BoneBehind, double BoneInFront,
    double BoneShare, double FatShare, double CutShare, double AirShare)
{
    private const float BodyAbove = -300, LungBelow = -500, BoneAbove = 180;
    private const double SmallestLung = 1500, SmallestWindpipe = 60, LargestWindpipe = 600, Middle = 30;

    /// <summary>Looks at a slice.</summary>
    public static SliceAnatomy Of(CoarseSlice slice)
    {
        var (columns, edge, air) = (slice.Columns, Math.Sqrt(slice.PixelArea), slice.Where(hu => hu < LungBelow));
        var airShare = (double)air.Pixels.Count(inside => inside) / air.Pixels.Length;
        if (slice.Where(hu => hu > BodyAbove).Regions().MaxBy(region => region.Area) is not { } body)
        {
            return new SliceAnatomy(0, 0, 0, false, 0, 0, 0, 0, 0, 0, airShare);
        }

        var (left, right) = (body.Indices.Min(i => i % columns), body.Indices.Max(i => i % columns) + 1);
        var (top, bottom) = (body.Indices.Min(i => i / columns), body.Indices.Max(i => i / columns) + 1);
        double middle = (left + right) / 2.0, width = (right - left) * edge;
        var enclosed = air.Regions().Where(region => !region.TouchesBorder).ToList();
        var lungs = enclosed.Where(region => region.Area * slice.PixelArea >= SmallestLung).ToList();
        var lung = lungs.SelectMany(region => region.Indices).ToList();
        double Off(PixelRegion region) => Math.Abs(region.Indices.Average(i => (i % columns) + 0.5) - middle) * edge;
        var windpipe = enclosed.Exists(region => region.Area * slice.PixelArea is >= SmallestWindpipe and <= LargestWindpipe
            && Off(region) < Middle);
        var bone = body.Indices.Where(i => slice.Hounsfield[i] > BoneAbove).ToList();
        double Bone(double from, double to) => slice.PixelArea * bone.Count(i => Math.Abs((i % columns) + 0.5 - middle) * edge < width / 6
            && ((i / columns) + 0.5 - top) / (bottom - top) is var depth && depth >= from && depth < to);
        return new SliceAnatomy(
            width, (bottom - top) * edge,
            lung.Count * slice.PixelArea, windpipe,
            BetweenLungs(lung, columns) * slice.PixelArea, Bone(2 / 3.0, 1.01), Bone(0, 1 / 3.0), (double)bone.Count / body.Area,
            (double)body.Indices.Count(i => slice.Hounsfield[i] is > -150 and < -40) / body.Area, Cut(body, slice), airShare);
    }

    // pixels of each row between the outermost ones of lung that are none
    private static double BetweenLungs(List<int> lung, int columns) => lung.GroupBy(i => i / columns, i => i % columns)
        .Sum(row => row.Max() - row.Min() + 1 - row.Count());

    private static double Cut(PixelRegion body, CoarseSlice slice)
    {
        var (rows, columns) = (slice.Rows, slice.Columns);
        var reached = body.Indices.Count(i => i / columns is var y && i % columns is var x
            && (y == 0 || x == 0 || y == rows - 1 || x == columns - 1));
        return reached / (2.0 * (rows + columns));
    }
}
