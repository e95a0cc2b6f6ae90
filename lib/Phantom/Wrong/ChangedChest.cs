using MhdNet.Data.Ct;

namespace MhdNet.Phantom.Wrong;

/// <summary>A chest that was cut, turned or given other values.</summary>
internal static class ChangedChest
{
    /// <summary>Slices of a chest.</summary>
    public static CtVolume Part(PhantomCt ct, int first, int count) =>
        Of(ct, count, (slice, y, x) => At(ct, first + slice, y, x));

    /// <summary>Slices in the other order, rows in the other order, or both.</summary>
    public static CtVolume Turned(PhantomCt ct, bool slices, bool rows) => Of(ct, ct.Slices, (slice, y, x) =>
        At(ct, slices ? ct.Slices - 1 - slice : slice, rows ? ct.Size - 1 - y : y, x));

    /// <summary>A box round one lung, as cut out for work on lungs alone.</summary>
    public static CtVolume LungCrop(PhantomCt ct, CounterRandom random)
    {
        var (rows, columns) = ((int)(random.Between(90, 125) / ct.PixelSpacing), (int)(random.Between(65, 80) / ct.PixelSpacing));
        var right = random.NextDouble() < 0.5;
        var (top, left) = ((ct.Size - rows) / 2, (ct.Size / 2) + (int)((right ? -88 : 48) / ct.PixelSpacing)); // mm from the middle
        var (first, slices) = (14, 40);
        var voxels = new short[slices * rows * columns];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = At(ct, first + (i / (rows * columns)), top + (i / columns % rows), left + (i % columns));
        }

        return WrongSeries.Volume(voxels, slices, rows, columns, ct.PixelSpacing, ct.SliceSpacing);
    }

    /// <summary>Signal of an MR: none of air and lung, much of fat, little of bone, noise that is never negative.</summary>
    public static CtVolume Mr(PhantomCt ct, CounterRandom random)
    {
        var (fat, muscle, blood) = (random.Between(700, 1100), random.Between(250, 450), random.Between(80, 600));
        return Of(ct, ct.Slices, (slice, y, x) =>
        {
            double signal = At(ct, slice, y, x) switch
            {
                < -500 => 8,
                < -20 => fat,
                < 90 => muscle,
                < 260 => blood,
                _ => 60,
            };
            return (short)Math.Sqrt(Math.Pow(signal + (15 * random.NextGaussian()), 2) + Math.Pow(15 * random.NextGaussian(), 2));
        });
    }

    /// <summary>Values that are no Hounsfield units: stored values without their intercept, a window of 0 to 255, a share of 0 to 1, a
    /// slope that was applied twice, a mask.</summary>
    public static CtVolume OtherUnits(PhantomCt ct, int which) => Of(ct, ct.Slices, (slice, y, x) =>
    {
        var value = At(ct, slice, y, x);
        return which switch
        {
            0 => (short)(value + 1024),
            1 => (short)CtSequences.Windowed(value, 40, 400),
            2 => (short)(value > 40 ? 1 : 0),
            3 => (short)(2 * value),
            _ => (short)(value < -500 ? 0 : value < 90 ? 1 : value < 260 ? 2 : 3),
        };
    });

    /// <summary>A series of a chest's size.</summary>
    /// <param name="ct">The chest.</param>
    /// <param name="slices">Its slices.</param>
    /// <param name="value">Value at a slice, row and column.</param>
    public static CtVolume Of(PhantomCt ct, int slices, Func<int, int, int, short> value)
    {
        var voxels = new short[slices * ct.Size * ct.Size];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = value(i / (ct.Size * ct.Size), i / ct.Size % ct.Size, i % ct.Size);
        }

        return WrongSeries.Volume(voxels, slices, ct.Size, ct.Size, ct.PixelSpacing, ct.SliceSpacing);
    }

    /// <summary>A voxel.</summary>
    public static short At(PhantomCt ct, int slice, int y, int x) => ct.Hounsfield[(((slice * ct.Size) + y) * ct.Size) + x];
}
