namespace MhdNet.Phantom.Lung;

/// <summary>
/// Where in the lungs a nodule lies. It is kept within 88 mm of the midline, in the front two thirds of the chest and in the levels that
/// the
/// trim leaves, so that the crop to the mediastinum of the smaller scales (180 mm) holds it: one set of preprocessing options then serves
/// every cohort, as the paper has one for both of its own.
/// </summary>
internal static class NodulePlace
{
    private const double Sides = 88, Inner = 34, Front = -62, Back = 40; // mm from the middle of the chest
    private const double Top = 0.24, Bottom = 0.66;                       // of the scan; the trim leaves 0.2 to 0.7
    private const int Attempts = 60;

    /// <summary>A place with lung about it, or the one with most of it.</summary>
    /// <param name="random">The patient's stream.</param>
    /// <param name="body">The chest.</param>
    /// <param name="radius">Of the nodule, mm.</param>
    /// <param name="scanLength">mm from the first slice to the last.</param>
    public static (double X, double Y, double Z) Find(CounterRandom random, ThoraxAnatomy body, double radius, double scanLength)
    {
        var (best, most) = ((X: 0.0, Y: 0.0, Z: 0.0), double.MinValue);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var side = random.NextDouble() < 0.5 ? -1 : 1;
            var x = side * random.Between(Inner, Math.Max(Inner + 12, Sides - (0.9 * radius)));
            var y = random.Between(Front, Back);
            var z = random.Between((Top * scanLength) + (0.6 * radius), (Bottom * scanLength) - (0.6 * radius));
            var room = new[] { -0.7, 0, 0.7 }.Min(step => Room(body, side, x, y, z + (step * radius)));
            if (room > most)
            {
                (best, most) = ((x, y, z), room);
            }

            if (room > (1.05 * radius) + 2)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>Distance to the lung's border, mm, negative outside.</summary>
    public static double Room(ThoraxAnatomy body, int side, double x, double y, double z)
    {
        if (body.Lung(side, z - body.Shift) is not { } lung)
        {
            return double.MinValue;
        }

        Span<double> distance = stackalloc double[1];
        lung.Measure([x], y, near: 1000, distance);
        return -distance[0];
    }
}
