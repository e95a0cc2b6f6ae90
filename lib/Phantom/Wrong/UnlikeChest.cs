using MhdNet.Data.Ct;

namespace MhdNet.Phantom.Wrong;

/// <summary>A chest in Hounsfield units, the right way up, that is unlike all chests of the cohort.</summary>
internal static class UnlikeChest
{
    /// <summary>Draws one.</summary>
    /// <param name="ct">The chest.</param>
    /// <param name="which">0 noise of 150 HU, 1 fluid in place of a lung, 2 blur over 25 mm, 3 streaks of metal, 4 every third slice
    /// alone, shown three times.</param>
    /// <param name="random">Of the noise and the streaks.</param>
    public static CtVolume Draw(PhantomCt ct, int which, CounterRandom random) => which switch
    {
        0 => ChangedChest.Of(ct, ct.Slices, (slice, y, x) => Clamp(ChangedChest.At(ct, slice, y, x) + (150 * random.NextGaussian()))),
        1 => ChangedChest.Of(ct, ct.Slices, (slice, y, x) => IsLung(ct, slice, y, x) && x > ct.Size / 2
            ? (short)(15 + (10 * random.NextGaussian())) : ChangedChest.At(ct, slice, y, x)),
        2 => Blurred(ct, (int)Math.Round(25 / ct.PixelSpacing / 2)),
        3 => Streaked(ct, random),
        _ => ChangedChest.Of(ct, ct.Slices, (slice, y, x) => ChangedChest.At(ct, slice - (slice % 3), y, x)),
    };

    private static bool IsLung(PhantomCt ct, int slice, int y, int x)
    {
        var (dx, dy) = ((x - (ct.Size / 2.0)) * ct.PixelSpacing, (y - (ct.Size / 2.0)) * ct.PixelSpacing);
        return ChangedChest.At(ct, slice, y, x) < -400 && (dx * dx / (130 * 130)) + (dy * dy / (95 * 95)) < 1;
    }

    private static CtVolume Blurred(PhantomCt ct, int reach) => ChangedChest.Of(ct, ct.Slices, (slice, y, x) =>
    {
        var (sum, count) = (0, 0);
        for (var dy = -reach; dy <= reach; dy++)
        {
            for (var dx = -reach; dx <= reach; dx++)
            {
                sum += ChangedChest.At(ct, slice, Math.Clamp(y + dy, 0, ct.Size - 1), Math.Clamp(x + dx, 0, ct.Size - 1));
                count++;
            }
        }

        return (short)(sum / count);
    });

    // dark and bright rays out of a piece of metal in the mediastinum
    private static CtVolume Streaked(PhantomCt ct, CounterRandom random)
    {
        var (phase, middle) = (random.Between(0, 6), ct.Size / 2.0);
        return ChangedChest.Of(ct, ct.Slices, (slice, y, x) =>
        {
            var (dx, dy) = (x - middle, y - (0.42 * ct.Size));
            var far = Math.Sqrt((dx * dx) + (dy * dy)) * ct.PixelSpacing;
            var ray = 900 * Math.Cos((13 * Math.Atan2(dy, dx)) + phase + slice) / (1 + (far / 40));
            return far < 8 ? (short)3000 : Clamp(ChangedChest.At(ct, slice, y, x) + ray);
        });
    }

    private static short Clamp(double value) => (short)Math.Clamp(value, -1024, 3071);
}
