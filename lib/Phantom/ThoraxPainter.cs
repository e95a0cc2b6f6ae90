namespace MhdNet.Phantom;

/// <summary>
/// Paints the slices of one synthetic chest, back to front. Levels are of a body of mean height, in mm from the first slice.
/// </summary>
internal sealed partial class ThoraxPainter(ThoraxAnatomy body, PhantomTumour tumour)
{
    private const double Fat = -98, Muscle = 55, Cortex = 620, Marrow = 190, Air = -990;
    private const double WallMuscle = 13;

    public void Paint(SliceCanvas canvas, double z, double thickness)
    {
        canvas.Clear();
        var level = z - body.Shift;
        PaintWall(canvas, level);
        PaintLungs(canvas, level);
        PaintRibs(canvas, level);
        PaintSpine(canvas, level);
        PaintSternum(canvas, level);
        PaintLungVessels(canvas, z, thickness);
        PaintHeart(canvas, level);
        PaintTumour(canvas, z);
        PaintGreatVessels(canvas, level);
        PaintAirways(canvas, level);
        PaintAbdomen(canvas, level);
    }

    private static double Rise(double from, double to, double x)
    {
        var t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    // Radius of a ball's slice.
    private static double Section(double z, double centre, double radius) => Math.Sqrt(Math.Max(0, 1 - Math.Pow((z - centre) / radius, 2)));

    private void PaintWall(SliceCanvas canvas, double level)
    {
        // the scanner's table
        canvas.Fill(new Ellipse(0, body.BodyY + 118, 240, 116), -180);
        canvas.Fill(new Ellipse(0, body.BodyY + 121, 240, 116), Air);
        var shoulders = 1 + (0.06 * (1 - Rise(10, 90, level)));
        var outline = new Ellipse(0, 0, body.BodyX * shoulders, body.BodyY * (1 - (0.12 * (1 - Rise(0, 70, level)))));
        canvas.Fill(outline, 30);
        canvas.Fill(outline.Grown(-2), Fat);

        // muscle shell between fat and rib cage, with fat planes inside
        var shell = new Ellipse(0, 0, body.CavityX + 6 + WallMuscle, body.CavityY + 5 + (0.8 * WallMuscle));
        var planes = body.Texture;
        canvas.Fill(shell, 0, 0, 180, (x, y) => planes.At(x / 16, y / 9, level / 60) > 0.38 ? -60 : Muscle);
        foreach (var side in new[] { -1, 1 })
        {
            // pectoral muscles in front, the muscles of the shoulder blade and along the spine behind
            var pectoral = 1 - Rise(120, 175, level);
            canvas.Fill(new Ellipse(side * 66 * body.Scale, -body.CavityY * 0.93, 44, Math.Max(1, 12 * pectoral), side * 24),
                Muscle, pectoral);
            var back = 1 - Rise(130, 190, level);
            canvas.Fill(new Ellipse(side * 96 * body.Scale, body.CavityY * 0.82, 36, Math.Max(1, 15 * back), side * -34), Muscle, back);
            canvas.Fill(new Ellipse(side * 24, body.CavityY + 12, 19, 13, side * 8), Muscle);
            canvas.Fill(new Ellipse(side * 50, body.CavityY + 8, 13, 8, side * -10), Muscle, 0.9);
        }

        PaintShoulderBlades(canvas, level);
    }

    private void PaintLungs(SliceCanvas canvas, double level)
    {
        var cavity = new Ellipse(0, 0, body.CavityX, body.CavityY);
        canvas.Fill(cavity, Fat);
        var middle = Mediastinum(level);
        var spine = new Ellipse(0, SpineY, 21, 26);
        var heart = Heart(level, 4);
        var air = body.LungHounsfield;
        var gradient = 55 / body.CavityY;
        foreach (var side in new[] { -1, 1 })
        {
            var t = Math.Clamp((level - 6) / 75, 0, 1);
            var open = Math.Sqrt(t * (2 - t));
            if (open < 0.05)
            {
                continue;
            }

            var apex = new Ellipse(side * (52 + (8 * open)), 6, 112 * open, 118 * open);
            var shape = new Outline((x, y) =>
            {
                if (x * side < 0)
                {
                    return double.MaxValue;
                }

                var distance = Math.Max(cavity.Distance(x, y), -middle.Distance(x, y));
                distance = Math.Max(distance, open < 1 ? apex.Distance(x, y) : distance);
                distance = Math.Max(distance, -spine.Distance(x, y));
                return heart is { } h ? Math.Max(distance, -h.Distance(x, y)) : distance;
            });

            // the lower, dependent lung is denser
            canvas.Each(shape, 0, 0, body.CavityX + 4, (index, x, y, share) =>
            {
                canvas.Cover(index, air + (gradient * y) + (18 * body.Texture.At(x / 5, y / 5, level / 5)), share);
                canvas.Lung[index] = (float)share;
            });
        }
    }

    private double SpineY => (body.CavityY * 0.80) - 4;

    private Ellipse Mediastinum(double level)
    {
        var width = 44 - (15 * Rise(20, 100, level)) + (4 * Rise(200, 240, level));
        return new(0, 2, width * body.Scale, body.CavityY * 1.02);
    }

    private Ellipse? Heart(double level, double margin)
    {
        var section = Section(level, 168, 54);
        return section < 0.12 ? null : new Ellipse(
            (6 + (16 * section)) * body.Scale, -14 * body.Scale, (58 * body.Scale * section) + margin, (43 * body.Scale * section)
                + margin, body.HeartTilt);
    }

    private void PaintLungVessels(SliceCanvas canvas, double z, double thickness)
    {
        var blood = body.Contrast ? 130 : 40;
        foreach (var piece in body.Vessels)
        {
            // a slice averages what lies within half its thickness
            var radius = Math.Max(piece.Radius, 0.6);
            var margin = radius + (0.35 * thickness);
            if (Math.Min(piece.Z0, piece.Z1) - margin > z || Math.Max(piece.Z0, piece.Z1) + margin < z)
            {
                continue;
            }

            var (dx, dy, dz) = (piece.X1 - piece.X0, piece.Y1 - piece.Y0, piece.Z1 - piece.Z0);
            var squared = (dx * dx) + (dy * dy) + (dz * dz);
            var shape = new Outline((x, y) =>
            {
                var t = Math.Clamp((((x - piece.X0) * dx) + ((y - piece.Y0) * dy) + ((z - piece.Z0) * dz)) / squared, 0, 1);
                var (ex, ey) = (x - piece.X0 - (t * dx), y - piece.Y0 - (t * dy));
                var ez = Math.Max(0, Math.Abs(z - piece.Z0 - (t * dz)) - (0.3 * thickness));
                return Math.Sqrt((ex * ex) + (ey * ey) + (ez * ez)) - radius;
            });
            var reach = (0.5 * double.Hypot(dx, dy)) + margin + canvas.Spacing;
            var opacity = Math.Clamp(2.2 * radius / (canvas.Spacing + (0.3 * thickness)), 0.25, 1);
            canvas.Each(shape, (piece.X0 + piece.X1) / 2, (piece.Y0 + piece.Y1) / 2, reach, (index, _, _, share) =>
            {
                var lung = canvas.Lung[index];
                if (lung > 0.9f)
                {
                    canvas.Hounsfield[index] += (float)((blood - canvas.Hounsfield[index]) * share * opacity);
                }
            });
        }
    }

    private void PaintAbdomen(SliceCanvas canvas, double level)
    {
        var cavity = new Ellipse(0, 0, body.CavityX - 1.5, body.CavityY - 1.5);
        var texture = body.Texture;
        var right = Section(Math.Min(level, 292), 292, 96);
        if (right > 0.05)
        {
            var liver = new Ellipse(-58 * body.Scale, 4, 100 * body.Scale * right, 88 * right);
            var shape =
                new Outline((x, y) =>
                    Math.Max(liver.Distance(x, y), Math.Max(cavity.Distance(x, y), y - (SpineY - 16) - (0.35 * Math.Abs(x)))));
            canvas.Fill(shape, liver.X, 4, 110, (x, y) => body.LiverHounsfield + (5 * texture.At(x / 9, y / 9, level / 9)));
            if (body.Contrast)
            {
                canvas.Fill(new Stroke(-40, -4, -78, -22, 3), -60, -12, 40, (_, _) => body.LiverHounsfield + 35, Rise(0.6, 0.8, right));
            }
        }

        var left = Section(Math.Min(level, 300), 300, 84);
        if (left > 0.05)
        {
            var dome = new Ellipse(66 * body.Scale, 6, 74 * left, 78 * left);
            canvas.Fill(new Outline((x, y) => Math.Max(dome.Distance(x, y), cavity.Distance(x, y))), dome.X, 6, 90, (_, _) => Fat);
            var spleen = new Ellipse(92 * body.Scale, 34, 30 * left, 44 * left, 24);
            canvas.Fill(new Outline((x, y) => Math.Max(spleen.Distance(x, y), cavity.Distance(x, y))), spleen.X, 34, 60, (_, _) =>
                body.LiverHounsfield + 8);
            var stomach = new Ellipse(48, -22, 42 * left, 38 * left);
            canvas.Fill(new Outline((x, y) => Math.Max(stomach.Distance(x, y), cavity.Distance(x, y))), 48, -22, 60, (_, y) =>
                y < -34 ? -930 : 25);
        }

        if (level > 205)
        {
            // both great vessels stay visible in front of the spine
            Vessel(canvas, 12, SpineY - 20, body.AortaRadius * 0.8, body.BloodHounsfield);
            canvas.Fill(new Ellipse(-24, 4, 11, 10), body.Contrast ? 120 : 40);
        }
    }
}
