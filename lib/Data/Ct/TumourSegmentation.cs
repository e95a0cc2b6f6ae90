namespace MhdNet.Data.Ct;

/// <summary>
/// Where a tumour of the anterior mediastinum may be, by a rule, not a model: soft tissue (-20 to 110 HU) in the front of the rib cage,
/// whose inside is the convex hull of the lungs. A crude segmentation: where the heart touches the tumour and no contrast medium was given,
/// they are not told apart.
/// </summary>
internal static class TumourSegmentation
{
    private const int LungBelow = -500;
    private const double Front = 0.55;              // share of the rib cage's depth searched
    private const double SmallestLung = 1500;        // mm^2 in a slice

    /// <summary>The front of the rib cage, one mask for all slices: lungs are air that does not reach the picture's border.</summary>
    /// <param name="volume">The series.</param>
    /// <param name="first">First slice looked at.</param>
    /// <param name="last">Last slice looked at.</param>
    /// <param name="cropped">
    /// The picture is cut out of the chest, so that lungs reach its sides: only air that reaches the upper border lies outside the body.
    /// </param>
    public static PixelMask RibCage(CtVolume volume, int first, int last, bool cropped = false)
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
                .Where(region => !(cropped ? region.TouchesTop : region.TouchesBorder)
                    && region.Area * volume.RowSpacing * volume.ColumnSpacing > SmallestLung))
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

    /// <summary>
    /// The largest piece of soft tissue of a slice, after vessels have been opened off; calcium inside belongs to it. Null where there is
    /// none.
    /// </summary>
    /// <param name="blurred">The slice (<see cref="Blur"/>), HU.</param>
    /// <param name="cage">Where to look.</param>
    /// <param name="spacing">Distance of two pixels in mm.</param>
    public static PixelRegion? Tumour(float[] blurred, PixelMask cage, double spacing)
    {
        var soft = new PixelMask(cage.Rows, cage.Columns);
        for (var i = 0; i < blurred.Length; i++)
        {
            soft.Pixels[i] = cage.Pixels[i] && blurred[i] is > -20 and < 110;
        }

        var largest = soft.Opened(Math.Max(1, 3 / spacing)).Regions().MaxBy(region => region.Area);
        return largest?.Filled();
    }

    /// <summary>A slice without its finest noise: 3 x 3, weights 1 2 1; the border repeats.</summary>
    /// <param name="voxels">(rows, columns), HU.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    public static float[] Blur(ReadOnlySpan<short> voxels, int rows, int columns)
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
}
