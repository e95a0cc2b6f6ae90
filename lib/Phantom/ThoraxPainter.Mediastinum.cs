using static MhdNet.Phantom.ThoraxAnatomy;

namespace MhdNet.Phantom;

// Heart, great vessels, airways.
internal sealed partial class ThoraxPainter
{
    private void PaintHeart(SliceCanvas canvas, double level)
    {
        if (body.Heart(level, 4) is not { } sac || body.Heart(level, 0) is not { } heart)
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
        canvas.Fill(new Ellipse(heart.X + (6 * section), heart.Y - (19 * section), 28 * section, 12 * section, body.HeartTilt - 8),
            blood * 0.92);
        canvas.Fill(new Ellipse(heart.X - (34 * section), heart.Y - (8 * section), 15 * section, 19 * section, 10), blood * 0.95);
        canvas.Fill(new Ellipse(heart.X - (12 * section), heart.Y + (24 * section), 24 * section, 11 * section, -6), blood);
    }

    // what overlies the tumour
    private void PaintInFront(SliceCanvas canvas, double level)
    {
        PaintGreatVessels(canvas, level);
        PaintAirways(canvas, level);
        PaintAbdomen(canvas, level);
    }

    private void PaintGreatVessels(SliceCanvas canvas, double level)
    {
        var blood = body.BloodHounsfield;
        var aorta = body.AortaRadius;

        // the arch runs from the front on the right to the back on the left, round the left side of the trachea
        if (level is > 74 and < 92)
        {
            var width = aorta * Section(level, 84, 12);
            canvas.Fill(Arch(width + 2), 10, 12, 70, Fat, 0.8);
            canvas.Fill(Arch(width), 10, 12, 70, blood);
        }

        // descending aorta, left of the spine; beside the arch it has no sheath of its own
        if (level > 82)
        {
            var settle = Rise(82, 260, level);
            Vessel(canvas, 26 - (14 * settle), body.SpineY - 14 - (6 * settle), aorta * (0.92 - (0.12 * settle)), blood,
                level > 92 ? 0.75 : 0);
        }

        // ascending aorta down to the heart
        if (level is > 82 and < 142)
        {
            // below the arch it has fat about it, and none again where its root lies within the heart
            var (x, y) = (-13 + (10 * Rise(110, 142, level)), -16 + (5 * Rise(110, 142, level)));
            Vessel(canvas, x, y, aorta * 1.05, blood, level is > 92 and < 114 ? 0.75 : 0);
        }

        // the three branches of the arch; where they leave it they have no fat of their own
        if (level < 80)
        {
            var spread = 1 + (0.5 * (1 - Rise(20, 76, level)));
            var sheath = level < 74 ? 0.75 : 0;
            Vessel(canvas, -13 * spread, -10, 6.5, blood, sheath);
            Vessel(canvas, 5 * spread, -4, 4.2, blood, sheath);
            Vessel(canvas, 17 * spread, 12, 5, blood, sheath);
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
            canvas.Fill(new Stroke(-30, -16, 30, -22, 4.5), 0, -20, 40, venous);
        }

        // pulmonary trunk, its root within the heart, and its right branch behind the ascending aorta
        if (level is > 104 and < 138)
        {
            Vessel(canvas, 18, -24 + (6 * (1 - Rise(104, 120, level))), 13.5 * Math.Min(1, 1.6 * Section(level, 121, 18)), blood,
                level < 114 ? 0.75 : 0);
        }

        if (level is > 110 and < 126)
        {
            var width = 8.5 * Section(level, 118, 9);
            canvas.Fill(new Stroke(20, -14, -36, 9, width), -8, 0, 60, blood);
            canvas.Fill(new Stroke(20, -16, 40, 14, width), 28, 0, 50, blood);
        }

        // lower caval vein between heart and liver
        if (level > 205)
        {
            Vessel(canvas, -24, 4, 11, body.Contrast ? 110 : 42);
        }
    }

    private Either<Stroke, Either<Stroke, Stroke>> Arch(double halfWidth) => new(
        new Stroke(-12, -16, 22, -5, halfWidth),
        new(new Stroke(22, -5, 31, 22, halfWidth), new Stroke(31, 22, 25, body.SpineY - 18, halfWidth)));

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
}
