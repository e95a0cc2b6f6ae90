using MathNet.Numerics.LinearAlgebra;
using MhdNet.Data.Ct;

namespace MhdNet.Phantom.Ceilings;

/// <summary>
/// Hand-made measures of the tumour in a CT series, from its voxels and the marked range of slices alone: soft tissue (-20 to 110 HU) in
/// the front of the rib cage, whose inside is the convex hull of the lungs. A crude segmentation: where the heart touches the tumour and no
/// contrast medium was given, they are not told apart.
/// </summary>
public static class CtFeatures
{
    private const int LungBelow = -500;
    private const double Front = 0.55;              // share of the rib cage's depth searched
    private const double SmallestLung = 1500;        // mm^2 in a slice
    private const short Calcium = 300, Necrotic = 35;

    /// <summary>Names of the measures.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["extent mm", "diameter mm", "elongation", "solidity", "roughness", "mean HU", "SD HU", "low share", "calcium"];

    /// <summary>Measures a tumour.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="first">First slice with tumour.</param>
    /// <param name="last">Last slice with tumour.</param>
    /// <returns>One value a name.</returns>
    public static double[] Measure(CtVolume volume, int first, int last)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var cage = RibCage(volume, first, last);
        var (points, inside) = (new List<double[]>(), new List<double>());
        var (calcium, solidity, roughness, areas) = (0, 0.0, 0.0, 0);
        for (var slice = first; slice <= last; slice++)
        {
            var blurred = Blur(volume.Slice(slice), volume.Rows, volume.Columns);
            if (Tumour(blurred, cage, volume.RowSpacing) is not { } region)
            {
                continue;
            }

            solidity += region.Area * region.Area / region.HullArea;
            roughness += region.Area * region.Perimeter / Math.Sqrt(4 * Math.PI * region.Area);
            areas += region.Area;
            calcium += Gather(volume, slice, blurred, region, points, inside);
        }

        var extent = (last - first + 1) * volume.SliceSpacing;
        if (points.Count < 20 || inside.Count == 0 || areas <= 0)
        {
            return [extent, 0, 1, 1, 1, 0, 0, 0, 0];
        }

        var voxel = volume.RowSpacing * volume.ColumnSpacing * volume.SliceSpacing;
        var mean = inside.Average();
        return
        [
            extent, Math.Cbrt(6 / Math.PI * points.Count * voxel), Elongation(points), solidity / areas, roughness / areas, mean,
            Math.Sqrt(inside.Average(value => (value - mean) * (value - mean))),
            inside.Count(value => value < Necrotic) / (double)inside.Count,
            Math.Log(1 + (calcium * voxel)),
        ];
    }

    // lungs are air that does not reach the picture's border
    private static PixelMask RibCage(CtVolume volume, int first, int last)
    {
        var lungs = new PixelMask(volume.Rows, volume.Columns);
        for (var slice = first; slice <= last; slice++)
        {
            var air = new PixelMask(volume.Rows, volume.Columns);
            var voxels = volume.Slice(slice);
            for (var i = 0; i < voxels.Length; i++)
            {
                air.Pixels[i] = voxels[i] < LungBelow;
            }

            foreach (var region in air.Regions()
                .Where(region => !region.TouchesBorder && region.Area * volume.RowSpacing * volume.ColumnSpacing > SmallestLung))
            {
                region.Indices.ForEach(i => lungs.Pixels[i] = true);
            }
        }

        var cage = lungs.Hull();
        var rows = Enumerable.Range(0, volume.Rows).Where(row => cage.Pixels.AsSpan(row * volume.Columns, volume.Columns)
            .Contains(true)).ToList();
        if (rows.Count > 0)
        {
            cage.Pixels.AsSpan((rows[0] + (int)(Front * rows.Count)) * volume.Columns).Clear();
        }

        return cage;
    }

    // the largest piece of soft tissue, after vessels have been opened off; calcium inside belongs to it
    private static PixelRegion? Tumour(float[] blurred, PixelMask cage, double spacing)
    {
        var soft = new PixelMask(cage.Rows, cage.Columns);
        for (var i = 0; i < blurred.Length; i++)
        {
            soft.Pixels[i] = cage.Pixels[i] && blurred[i] is > -20 and < 110;
        }

        var largest = soft.Opened(Math.Max(1, 3 / spacing)).Regions().MaxBy(region => region.Area);
        return largest?.Filled();
    }

    private static int Gather(CtVolume volume, int slice, float[] blurred, PixelRegion region, List<double[]> points, List<double> inside)
    {
        var voxels = volume.Slice(slice);
        var (core, calcium) = (region.Mask().Eroded(2), 0);
        foreach (var i in region.Indices)
        {
            points.Add([i % volume.Columns * volume.ColumnSpacing, i / volume.Columns * volume.RowSpacing, slice * volume.SliceSpacing]);
            if (core.Pixels[i])
            {
                calcium += voxels[i] > Calcium ? 1 : 0;
                inside.Add(Math.Min(blurred[i], 110));
            }
        }

        return calcium;
    }

    // 3 x 3, weights 1 2 1; the border repeats
    private static float[] Blur(ReadOnlySpan<short> voxels, int rows, int columns)
    {
        var blurred = new float[voxels.Length];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0;
                for (var dy = -1; dy <= 1; dy++)
                {
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        sum += (2 - Math.Abs(dy)) * (2 - Math.Abs(dx)) * voxels[(Math.Clamp(y + dy, 0, rows - 1) * columns)
                            + Math.Clamp(x + dx, 0, columns - 1)];
                    }
                }

                blurred[(y * columns) + x] = sum / 16f;
            }
        }

        return blurred;
    }

    // longest axis over the mean of the others, from the second moments
    private static double Elongation(List<double[]> points)
    {
        var centre = Enumerable.Range(0, 3).Select(axis => points.Average(point => point[axis])).ToArray();
        var moments = Matrix<double>.Build.Dense(3, 3, (i, j) => points.Average(point => (point[i] - centre[i]) * (point[j] - centre[j])));
        var axes = moments.Evd(Symmetricity.Symmetric).EigenValues.Select(value => Math.Sqrt(Math.Max(value.Real, 1e-9))).Order().ToArray();
        return 2 * axes[2] / (axes[0] + axes[1]);
    }
}
