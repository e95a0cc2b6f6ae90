namespace MhdNet.Data.Phantom;

/// <summary>Paints the slices of one synthetic chest, back to front. Levels are of a body of mean height, in mm from the first slice.</summary>
internal sealed class ThoraxPainter(ThoraxAnatomy body, PhantomTumour tumour)
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
            canvas.Fill(new Ellipse(side * 66 * body.Scale, -body.CavityY * 0.93, 44, Math.Max(1, 12 * pectoral), side * 24), Muscle, pectoral);
            var back = 1 - Rise(130, 190, level);
            canvas.Fill(new Ellipse(side * 96 * body.Scale, body.CavityY * 0.82, 36, Math.Max(1, 15 * back), side * -34), Muscle, back);
            canvas.Fill(new Ellipse(side * 24, body.CavityY + 12, 19, 13, side * 8), Muscle);
            canvas.Fill(new Ellipse(side * 50, body.CavityY + 8, 13, 8, side * -10), Muscle, 0.9);
        }

        PaintShoulderBlades(canvas, level);
    }

    private void PaintShoulderBlades(SliceCanvas canvas, double level)
    {
        var present = Rise(0, 15, level) * (1 - Rise(118, 140, level));
        if (present <= 0)
        {
            return;
        }

        var length = 40 * (1 - (0.6 * Rise(70, 140, level)));
        foreach (var side in new[] { -1, 1 })
        {
            var (cx, cy) = (side * 100 * body.Scale, body.CavityY * 0.80);
            var (dx, dy) = (0.72 * side * length, -0.69 * length);
            var blade = new Stroke(cx - (dx / 2), cy - (dy / 2), cx + (dx / 2), cy + (dy / 2), 2.4);
            canvas.Fill(blade, cx, cy, length, (_, _) => 430, present);
        }
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
            (6 + (16 * section)) * body.Scale, -14 * body.Scale, (58 * body.Scale * section) + margin, (43 * body.Scale * section) + margin, body.HeartTilt);
    }

    private void PaintRibs(SliceCanvas canvas, double level)
    {
        // a rib starts beside the spine and falls as it comes round to the front: a slice cuts several, each at its own angle
        const double Fall = 105;
        for (var rib = 1; rib <= 12; rib++)
        {
            var start = (25.0 * rib) - 40;
            var along = (level - start) / Fall;
            var reach = rib switch { 11 => 0.45, 12 => 0.3, _ => 0.93 };
            if (along < -0.04 || along > reach)
            {
                continue;
            }

            var angle = Math.PI * (0.09 + (0.82 * Math.Clamp(Math.Sqrt(Math.Max(0, along)), 0, 1)));
            var cartilage = along > 0.8;
            foreach (var side in new[] { -1, 1 })
            {
                var x = side * (body.CavityX + 4.5) * Math.Sin(angle);
                var y = (body.CavityY + 4.5) * Math.Cos(angle);
                var tangent = Math.Atan2(-(body.CavityY + 4.5) * Math.Sin(angle), side * (body.CavityX + 4.5) * Math.Cos(angle)) * 180 / Math.PI;
                var half = along < 0.2 ? 17 : 11.5;
                var bone = new Ellipse(x, y, half, 4.6, tangent);
                canvas.Fill(bone, cartilage ? 120 : Cortex);
                if (!cartilage)
                {
                    canvas.Fill(bone.Grown(-1.7), Marrow);
                }
            }
        }
    }

    private void PaintSpine(SliceCanvas canvas, double level)
    {
        var phase = ((level % 24) + 24) % 24;
        var disc = phase < 5;
        var (y, x) = (SpineY, 0.0);
        var vertebra = new Ellipse(x, y, 17.5, 14.5);
        canvas.Fill(vertebra, disc ? 90 : Cortex * 0.8);
        canvas.Fill(vertebra.Grown(-2), disc ? 85 : Marrow + 10);
        var arch = disc ? 0.35 : 1;
        canvas.Fill(new Ellipse(x, y + 21, 15, 12), Cortex * 0.75, arch);
        canvas.Fill(new Stroke(x, y + 30, x, y + 42, 2.8), x, y + 36, 16, (_, _) => 420, arch);
        foreach (var side in new[] { -1, 1 })
        {
            canvas.Fill(new Stroke(x + (side * 12), y + 24, x + (side * 31), y + 30, 3.6), x + (side * 22), y + 26, 18, (_, _) => 400, arch * (phase > 12 ? 1 : 0.3));
        }

        canvas.Fill(new Ellipse(x, y + 20, 9, 8), -20);
        canvas.Fill(new Ellipse(x, y + 20, 6, 5.5), 38);
    }

    private void PaintSternum(SliceCanvas canvas, double level)
    {
        var y = -body.CavityY - 3;
        var present = Rise(38, 46, level) * (1 - Rise(205, 216, level));
        if (present > 0)
        {
            var manubrium = 1 - Rise(80, 100, level);
            var bone = new Ellipse(0, y, 17 + (11 * manubrium), 6.5);
            canvas.Fill(bone, Cortex * 0.75, present);
            canvas.Fill(bone.Grown(-2), Marrow * 0.8, present);
        }

        // the collar bones come down to the manubrium
        var collar = Rise(4, 12, level) * (1 - Rise(48, 58, level));
        foreach (var side in new[] { -1, 1 })
        {
            var inner = 18 + (40 * (1 - Rise(8, 50, level)));
            canvas.Fill(
                new Stroke(side * inner, y + 4, side * (inner + 36), y + 12, 5.2), side * (inner + 18), y + 8, 28, (_, _) => 480, collar);
        }
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

    private void PaintHeart(SliceCanvas canvas, double level)
    {
        if (Heart(level, 4) is not { } sac || Heart(level, 0) is not { } heart)
        {
            return;
        }

        canvas.Fill(sac, Fat);
        canvas.Fill(heart, body.Contrast ? 95 : 44);
        if (!body.Contrast)
        {
            return;
        }

        // the four chambers hold more contrast than their walls
        var section = Section(level, 168, 54) * body.Scale;
        var blood = body.BloodHounsfield * 0.9;
        canvas.Fill(new Ellipse(heart.X + (24 * section), heart.Y + (12 * section), 22 * section, 13 * section, body.HeartTilt + 8), blood);
        canvas.Fill(new Ellipse(heart.X + (6 * section), heart.Y - (19 * section), 28 * section, 12 * section, body.HeartTilt - 8), blood * 0.92);
        canvas.Fill(new Ellipse(heart.X - (34 * section), heart.Y - (8 * section), 15 * section, 19 * section, 10), blood * 0.95);
        canvas.Fill(new Ellipse(heart.X - (12 * section), heart.Y + (24 * section), 24 * section, 11 * section, -6), blood);
    }

    private void PaintTumour(SliceCanvas canvas, double z)
    {
        if (Math.Abs(z - tumour.Z) > tumour.Reach)
        {
            return;
        }

        var shape = new Outline((x, y) => tumour.Distance(x, y, z));
        var wall = new Ellipse(0, 0, body.CavityX, body.CavityY);

        // a plane of fat parts it from the heart, unless it has grown through
        canvas.Each(new Outline((x, y) => tumour.Distance(x, y, z) - 2.4), tumour.X, tumour.Y, tumour.Reach + 3 + canvas.Spacing, (index, x, y, share) =>
        {
            var soft = Math.Clamp(0.5 + ((canvas.Hounsfield[index] + 60) / 40), 0, 1);
            var inside = Math.Clamp(0.5 - ((wall.Distance(x, y) + 3) / canvas.Spacing), 0, 1);
            var opacity = 0.85 * (1 - tumour.Invasion) * share * soft * inside * (1 - canvas.Lung[index]);
            canvas.Hounsfield[index] += (float)((Fat - canvas.Hounsfield[index]) * opacity);
        });
        canvas.Each(shape, tumour.X, tumour.Y, tumour.Reach + canvas.Spacing, (index, x, y, share) =>
        {
            share *= Math.Clamp(0.5 - (wall.Distance(x, y) / canvas.Spacing), 0, 1);
            canvas.Cover(index, tumour.Hounsfield(x, y, z), share);
            canvas.Tumour[index] += (float)share;
        });
    }

    private void PaintGreatVessels(SliceCanvas canvas, double level)
    {
        var blood = body.BloodHounsfield;
        var aorta = body.AortaRadius;

        // descending aorta, left of the spine
        if (level > 82)
        {
            var settle = Rise(82, 260, level);
            Vessel(canvas, 26 - (14 * settle), SpineY - 14 - (6 * settle), aorta * (0.92 - (0.12 * settle)), blood);
        }

        // the arch runs from the front on the right to the back on the left
        if (level is > 74 and < 92)
        {
            var width = aorta * Section(level, 84, 12);
            canvas.Fill(new Stroke(-12, -16, 25, SpineY - 18, width + 2), 6, 12, 70, (_, _) => Fat, 0.8);
            canvas.Fill(new Stroke(-12, -16, 25, SpineY - 18, width), 6, 12, 70, (_, _) => blood);
        }

        // ascending aorta down to the heart
        if (level is > 82 and < 142)
        {
            // its root lies within the heart, without fat about it
            var (x, y) = (-13 + (10 * Rise(110, 142, level)), -16 + (5 * Rise(110, 142, level)));
            Vessel(canvas, x, y, aorta * 1.05, blood, level < 114 ? 0.75 : 0);
        }

        // the three branches of the arch
        if (level < 80)
        {
            var spread = 1 + (0.5 * (1 - Rise(20, 76, level)));
            Vessel(canvas, -13 * spread, -10, 6.5, blood);
            Vessel(canvas, 5 * spread, -4, 4.2, blood);
            Vessel(canvas, 17 * spread, 12, 5, blood);
        }

        // upper caval vein, and the left vein that crosses to it
        var venous = body.Contrast ? Math.Min(blood * 1.35, 290) : blood;
        if (level is > 62 and < 138)
        {
            Vessel(canvas, -33, -8, 8.5, venous);
        }
        else if (level <= 62)
        {
            Vessel(canvas, -34, -12, 6.5, venous);
            Vessel(canvas, 33, -14, 6, blood * 0.9);
        }

        if (level is > 58 and < 68)
        {
            canvas.Fill(new Stroke(-30, -16, 30, -22, 4.5), 0, -20, 40, (_, _) => venous);
        }

        // pulmonary trunk, and its right branch behind the ascending aorta
        if (level is > 104 and < 138)
        {
            Vessel(canvas, 18, -24 + (6 * (1 - Rise(104, 120, level))), 13.5 * Math.Min(1, 1.6 * Section(level, 121, 18)), blood);
        }

        if (level is > 110 and < 126)
        {
            var width = 8.5 * Section(level, 118, 9);
            canvas.Fill(new Stroke(20, -14, -36, 9, width), -8, 0, 60, (_, _) => blood);
            canvas.Fill(new Stroke(20, -16, 40, 14, width), 28, 0, 50, (_, _) => blood);
        }

        // lower caval vein between heart and liver
        if (level > 205)
        {
            Vessel(canvas, -24, 4, 11, body.Contrast ? 110 : 42);
        }
    }

    // A vessel lies in a thin sheath of fat.
    private static void Vessel(SliceCanvas canvas, double x, double y, double radius, double blood, double sheath = 0.75)
    {
        var vessel = new Ellipse(x, y, radius, radius * 0.96);
        canvas.Fill(vessel.Grown(1.6), Fat, sheath);
        canvas.Fill(vessel, blood);
    }

    private static void PaintAirways(SliceCanvas canvas, double level)
    {
        const double Carina = 104;
        canvas.Fill(new Ellipse(6, 36, 7, 5), 40); // gullet
        if (level < Carina)
        {
            var trachea = new Ellipse(0, 18, 9, 8.5);
            canvas.Fill(trachea.Grown(2), 45);
            canvas.Fill(trachea, Air);
            return;
        }

        if (level > Carina + 24)
        {
            return;
        }

        foreach (var side in new[] { -1, 1 })
        {
            var spread = 7 + (0.85 * (level - Carina));
            var bronchus = new Ellipse(side * spread, 18 + (0.12 * (level - Carina)), 8.5 - (0.08 * (level - Carina)), 6, side * 12);
            canvas.Fill(bronchus.Grown(1.8), 45);
            canvas.Fill(bronchus, Air);
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
            var shape = new Outline((x, y) => Math.Max(liver.Distance(x, y), Math.Max(cavity.Distance(x, y), y - (SpineY - 16) - (0.35 * Math.Abs(x)))));
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
            canvas.Fill(new Outline((x, y) => Math.Max(spleen.Distance(x, y), cavity.Distance(x, y))), spleen.X, 34, 60, (_, _) => body.LiverHounsfield + 8);
            var stomach = new Ellipse(48, -22, 42 * left, 38 * left);
            canvas.Fill(new Outline((x, y) => Math.Max(stomach.Distance(x, y), cavity.Distance(x, y))), 48, -22, 60, (_, y) => y < -34 ? -930 : 25);
        }

        if (level > 205)
        {
            // both great vessels stay visible in front of the spine
            Vessel(canvas, 12, SpineY - 20, body.AortaRadius * 0.8, body.BloodHounsfield);
            canvas.Fill(new Ellipse(-24, 4, 11, 10), body.Contrast ? 120 : 40);
        }
    }
}
