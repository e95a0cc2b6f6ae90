namespace MhdNet.Phantom;

/// <summary>A piece of a vessel: a stroke in space with one radius, mm.</summary>
internal readonly record struct VesselPiece(double X0, double Y0, double Z0, double X1, double Y1, double Z1, double Radius);

/// <summary>Arteries and veins of both lungs: trees that leave the hilum, branch and thin out towards the pleura.</summary>
internal static class LungVessels
{
    /// <summary>Grows the trees of both lungs.</summary>
    /// <param name="random">The patient's stream.</param>
    /// <param name="hilumX">Distance of the hila from the midline, mm.</param>
    /// <param name="hilumZ">Level of the hila, mm from the first slice.</param>
    public static IReadOnlyList<VesselPiece> Grow(CounterRandom random, double hilumX, double hilumZ)
    {
        var pieces = new List<VesselPiece>(1500);
        foreach (var side in new[] { -1.0, 1.0 })
        {
            for (var trunk = 0; trunk < 7; trunk++)
            {
                // fanned out from the apex to the base, to the front and to the back
                var elevation = -1.2 + (0.4 * trunk) + (0.15 * random.NextGaussian());
                var azimuth = random.Between(-1.1, 1.1);
                var direction = (
                    X: side * Math.Cos(elevation) * Math.Cos(azimuth), Y: Math.Cos(elevation) * Math.Sin(azimuth), Z: Math.Sin(elevation));
                Branch(pieces, random, (side * hilumX, 8 + (6 * random.NextGaussian()), hilumZ + (8 * random.NextGaussian())),
                    direction, 4.2, 6);
            }
        }

        return pieces;
    }

    private static void Branch(
        List<VesselPiece> pieces, CounterRandom random, (double X, double Y, double Z) from, (double X, double Y, double Z) direction,
        double radius, int generations)
    {
        var length = 7 + (4.2 * radius) + (2 * random.NextGaussian());
        (double X, double Y, double Z) to =
            (from.X + (length * direction.X), from.Y + (length * direction.Y), from.Z + (length * direction.Z));
        pieces.Add(new(from.X, from.Y, from.Z, to.X, to.Y, to.Z, radius));
        if (generations == 0)
        {
            return;
        }

        for (var child = 0; child < 2; child++)
        {
            var spread = child == 0 ? 0.3 : 0.65;
            var x = direction.X + (spread * random.NextGaussian());
            var y = direction.Y + (spread * random.NextGaussian());
            var z = direction.Z + (spread * random.NextGaussian());
            var norm = Math.Max(1e-3, Math.Sqrt((x * x) + (y * y) + (z * z)));
            Branch(pieces, random, to, (x / norm, y / norm, z / norm), radius * (child == 0 ? 0.82 : 0.66), generations - 1);
        }
    }
}
