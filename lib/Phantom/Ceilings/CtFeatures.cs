using MathNet.Numerics.LinearAlgebra;
using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Phantom.Ceilings;

/// <summary>
/// Hand-made measures of the tumour in a CT series, from its voxels and the marked range of slices alone
/// (<see cref="TumourSegmentation"/>).
/// </summary>
public static class CtFeatures
{
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
        var cage = TumourSegmentation.RibCage(volume, first, last);
        var (points, inside) = (new List<double[]>(), new List<double>());
        var (calcium, solidity, roughness, areas) = (0, 0.0, 0.0, 0);
        for (var slice = first; slice <= last; slice++)
        {
            var blurred = TumourSegmentation.Blur(volume.Slice(slice), volume.Rows, volume.Columns);
            if (TumourSegmentation.Tumour(blurred, cage, volume.RowSpacing) is not { } region)
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

    // longest axis over the mean of the others, from the second moments
    private static double Elongation(List<double[]> points)
    {
        var centre = Enumerable.Range(0, 3).Select(axis => points.Average(point => point[axis])).ToArray();
        var moments = Matrix<double>.Build.Dense(3, 3, (i, j) => points.Average(point => (point[i] - centre[i]) * (point[j] - centre[j])));
        var axes = moments.Evd(Symmetricity.Symmetric).EigenValues.Select(value => Math.Sqrt(Math.Max(value.Real, 1e-9))).Order().ToArray();
        return 2 * axes[2] / (axes[0] + axes[1]);
    }
}
