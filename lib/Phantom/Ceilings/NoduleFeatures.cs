using MhdNet.Data;
using MhdNet.Data.Ct;

namespace MhdNet.Phantom.Ceilings;

/// <summary>
/// Hand-made measures of a lung nodule in a CT series, from its voxels and the range of slices that show it. A crude segmentation by a
/// rule,
/// not a model: what is denser than lung and, once vessels have been opened off, hangs together with nothing at the lung's border.
/// </summary>
public static class NoduleFeatures
{
    private const int LungBelow = -720, SolidAbove = -160;
    private const double SmallestNodule = 25, LargestNodule = 3000, SmallestLung = 1500; // mm^2 in a slice

    /// <summary>Names of the measures.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["extent mm", "diameter mm", "solid diameter mm", "solid share", "solidity", "roughness", "glass HU", "solid HU", "strands"];

    /// <summary>Measures a nodule.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="first">First slice with tumour.</param>
    /// <param name="last">Last slice with tumour.</param>
    /// <returns>One value a name.</returns>
    public static double[] Measure(CtVolume volume, int first, int last)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var (glass, solid, strands) = (new List<double>(), new List<double>(), 0.0);
        var (solidity, roughness, pixels) = (0.0, 0.0, 0);
        for (var slice = first; slice <= last; slice++)
        {
            var blurred = TumourSegmentation.Blur(volume.Slice(slice), volume.Rows, volume.Columns);
            var dense = new PixelMask(volume.Rows, volume.Columns);
            for (var i = 0; i < blurred.Length; i++)
            {
                dense.Pixels[i] = blurred[i] > LungBelow;
            }

            if (Nodule(dense, volume) is not { } region)
            {
                continue;
            }

            foreach (var i in region.Indices)
            {
                (blurred[i] > SolidAbove ? solid : glass).Add(blurred[i]);
            }

            pixels += region.Area;
            solidity += region.Area * region.Area / region.HullArea;
            roughness += region.Area * region.Perimeter / Math.Sqrt(4 * Math.PI * region.Area);
            strands += Strands(region, dense);
        }

        var extent = (last - first + 1) * volume.SliceSpacing;
        if (pixels == 0)
        {
            return [extent, 0, 0, 0, 1, 1, LungBelow, 0, 0];
        }

        var voxel = volume.RowSpacing * volume.ColumnSpacing * volume.SliceSpacing;
        return
        [
            extent, Math.Cbrt(6 / Math.PI * pixels * voxel), Math.Cbrt(6 / Math.PI * solid.Count * voxel), solid.Count / (double)pixels,
            solidity / pixels, roughness / pixels, glass.Count > 0 ? glass.Average() : SolidAbove, solid.Count > 0 ? solid.Average() : 0,
            strands / pixels,
        ];
    }

    // the largest piece within the span of the lungs that is not the chest itself
    private static PixelRegion? Nodule(PixelMask dense, CtVolume volume)
    {
        var area = volume.RowSpacing * volume.ColumnSpacing;
        var air = new PixelMask(dense.Rows, dense.Columns);
        for (var i = 0; i < air.Pixels.Length; i++)
        {
            air.Pixels[i] = !dense.Pixels[i];
        }

        var lungs = new PixelMask(dense.Rows, dense.Columns);
        foreach (var region in air.Regions().Where(region => !region.TouchesBorder && region.Area * area > SmallestLung))
        {
            region.Indices.ForEach(i => lungs.Pixels[i] = true);
        }

        var cage = lungs.Hull();
        return dense.Opened(Math.Max(1, 2.8 / volume.RowSpacing)).Regions()
            .Where(region => region.Area * area is > SmallestNodule and < LargestNodule && region.Indices.TrueForAll(i => cage.Pixels[i]))
            .MaxBy(region => region.Area);
    }

    // what the opening took off about the nodule: strands, and vessels that reach it
    private static double Strands(PixelRegion region, PixelMask dense)
    {
        var mask = region.Mask();
        var count = 0;
        foreach (var i in region.Indices)
        {
            for (var k = 0; k < 25; k++)
            {
                var (row, column) = ((i / dense.Columns) + (k / 5) - 2, (i % dense.Columns) + (k % 5) - 2);
                if (row >= 0 && column >= 0 && row < dense.Rows && column < dense.Columns
                    && (row * dense.Columns) + column is var at && dense.Pixels[at] && !mask.Pixels[at])
                {
                    mask.Pixels[at] = true;
                    count++;
                }
            }
        }

        return count;
    }
}
