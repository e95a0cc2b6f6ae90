using static MhdNet.Phantom.ThoraxAnatomy;

namespace MhdNet.Phantom;

// Shoulder blades, ribs, spine, sternum and collar bones.
internal sealed partial class ThoraxPainter
{
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
            canvas.Fill(blade, cx, cy, length, 430, present);
        }
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
                var tangent = Math.Atan2(-(body.CavityY + 4.5) * Math.Sin(angle),
                    side * (body.CavityX + 4.5) * Math.Cos(angle)) * 180 / Math.PI;
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
        var (y, x) = (body.SpineY, 0.0);
        var vertebra = new Ellipse(x, y, 17.5, 14.5);
        canvas.Fill(vertebra, disc ? 90 : Cortex * 0.8);
        canvas.Fill(vertebra.Grown(-2), disc ? 85 : Marrow + 10);
        var arch = disc ? 0.35 : 1;
        canvas.Fill(new Ellipse(x, y + 21, 15, 12), Cortex * 0.75, arch);
        canvas.Fill(new Stroke(x, y + 30, x, y + 42, 2.8), x, y + 36, 16, 420, arch);
        foreach (var side in new[] { -1, 1 })
        {
            canvas.Fill(
                new Stroke(x + (side * 12), y + 24, x + (side * 31), y + 30, 3.6), x + (side * 22), y + 26, 18, 400,
                arch * (phase > 12 ? 1 : 0.3));
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
                new Stroke(side * inner, y + 4, side * (inner + 36), y + 12, 5.2), side * (inner + 18), y + 8, 28, 480, collar);
        }
    }
}
