namespace MhdNet.Phantom.Lung;

/// <summary>Strands from a nodule into the lung and to the pleura, and the air in it: strokes in space.</summary>
internal sealed class NoduleStrands
{
    private const double Soft = 10, Air = -900; // HU
    private readonly List<VesselPiece> _strands = [], _air = [];

    /// <param name="random">The patient's stream.</param>
    /// <param name="parameters">What the nodule looks like.</param>
    /// <param name="body">In whose lung.</param>
    /// <param name="core">Centre of the solid part, mm.</param>
    /// <param name="radius">Of the nodule, mm.</param>
    /// <param name="coreRadius">Of the solid part, mm; 0 where there is none.</param>
    public NoduleStrands(
        CounterRandom random, LungParameters parameters, ThoraxAnatomy body, (double X, double Y, double Z) core, double radius,
        double coreRadius)
    {
        AddSpicules(random.Fork(1), parameters.Nodule.Spiculation, core, radius, coreRadius);
        if (parameters.HasTags)
        {
            AddTags(random.Fork(2), body, core, radius);
        }

        if (parameters.HasLucency && coreRadius > 0)
        {
            AddAir(random.Fork(3), core, coreRadius);
        }
    }

    /// <summary>Paints the strands, where there is lung.</summary>
    public void Paint(SliceCanvas canvas, double z, double thickness) => Paint(_strands, Soft, canvas, z, thickness);

    /// <summary>Paints the air.</summary>
    public void PaintAir(SliceCanvas canvas, double z, double thickness) => Paint(_air, Air, canvas, z, thickness);

    private static void Paint(List<VesselPiece> pieces, double hounsfield, SliceCanvas canvas, double z, double thickness)
    {
        foreach (var piece in pieces)
        {
            var margin = piece.Radius + (0.3 * thickness);
            if (Math.Min(piece.Z0, piece.Z1) - margin > z || Math.Max(piece.Z0, piece.Z1) + margin < z)
            {
                continue;
            }

            // a slice averages what lies within its thickness
            var shape = new VesselSection(piece, z, 0.25 * thickness, piece.Radius);
            var opacity = Math.Clamp(2.4 * piece.Radius / (canvas.Spacing + (0.15 * thickness)), 0.3, 1);
            var reach = (0.5 * double.Hypot(piece.X1 - piece.X0, piece.Y1 - piece.Y0)) + margin + canvas.Spacing;
            canvas.Each(shape, ((piece.X0 + piece.X1) / 2, reach), ((piece.Y0 + piece.Y1) / 2, reach), (index, _, _, shares) =>
            {
                for (var i = 0; i < shares.Length; i++, index++)
                {
                    canvas.Hounsfield[index] += (float)((hounsfield - canvas.Hounsfield[index]) * shares[i] * opacity * canvas.Lung[index]);
                }
            });
        }
    }

    // each tapers in two steps; most lie near the plane of the slices, where they are seen
    private void AddSpicules(
        CounterRandom random, double spiculation, (double X, double Y, double Z) core, double radius, double coreRadius)
    {
        var count = (int)Math.Round(spiculation * (10 + (0.8 * radius)));
        for (var i = 0; i < count; i++)
        {
            var (sine, cosine) = Math.SinCos(random.Between(0, 2 * Math.PI));
            var rise = random.Between(-0.7, 0.7);
            var flat = Math.Sqrt(1 - (rise * rise));
            var start = Math.Max(0.8 * coreRadius, 0.5 * radius);
            var length = radius + ((3 + (13 * spiculation)) * random.Between(0.5, 1)) - start;
            (double X, double Y, double Z) At(double r) =>
                (core.X + (r * flat * cosine), core.Y + (r * flat * sine), core.Z + (r * rise));
            Add(_strands, At(start), At(start + (0.6 * length)), 1.5);
            Add(_strands, At(start + (0.6 * length)), At(start + length), 0.9);
        }
    }

    // to the nearest pleura, which they draw in a little
    private void AddTags(CounterRandom random, ThoraxAnatomy body, (double X, double Y, double Z) core, double radius)
    {
        const int Directions = 36;
        var side = core.X < 0 ? -1 : 1;
        double Length(double angle)
        {
            var r = 0.0;
            while (r < 120 && NodulePlace.Room(body, side, core.X + (r * Math.Cos(angle)), core.Y + (r * Math.Sin(angle)), core.Z) > 0)
            {
                r += 2;
            }

            return r;
        }

        // not towards the mediastinum
        var nearest = Enumerable.Range(0, Directions).Select(i => 2 * Math.PI * i / Directions)
            .Where(angle => side * Math.Cos(angle) > -0.3).MinBy(Length);
        var count = 1 + random.Below(3);
        for (var i = 0; i < count; i++)
        {
            var angle = nearest + (0.35 * (i - ((count - 1) / 2.0))) + (0.08 * random.NextGaussian());
            var (length, sine, cosine) = (Length(angle), Math.Sin(angle), Math.Cos(angle));
            var drop = random.Between(-2, 2);
            (double X, double Y, double Z) At(double r) => (core.X + (r * cosine), core.Y + (r * sine), core.Z + drop);
            Add(_strands, At(0.7 * radius), At(length), 1);
            Add(_strands, At(Math.Max(0.7 * radius, length - 5)), At(length + 1), 2);
        }
    }

    private void AddAir(CounterRandom random, (double X, double Y, double Z) core, double coreRadius)
    {
        var count = 2 + random.Below(4);
        for (var i = 0; i < count; i++)
        {
            (double X, double Y, double Z) place = (core.X + (0.4 * coreRadius * random.NextGaussian()),
                core.Y + (0.4 * coreRadius * random.NextGaussian()), core.Z + (0.4 * coreRadius * random.NextGaussian()));
            Add(_air, place, (place.X + 0.5, place.Y, place.Z), random.Between(1.4, 2.4));
        }

        // a bronchus comes from the hilum and ends in the tumour
        var towards = core.X < 0 ? 1 : -1;
        Add(_air, (core.X + (towards * coreRadius * 1.1), core.Y + random.Between(-4, 4), core.Z + random.Between(-2, 2)),
            (core.X - (towards * coreRadius * 0.3), core.Y, core.Z), 1.6);
    }

    private static void Add(
        List<VesselPiece> pieces, (double X, double Y, double Z) from, (double X, double Y, double Z) to, double radius) =>
        pieces.Add(new(from.X, from.Y, from.Z, to.X, to.Y, to.Z, radius));
}
