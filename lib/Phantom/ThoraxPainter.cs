using static MhdNet.Phantom.ThoraxAnatomy;

namespace MhdNet.Phantom;

/// <summary>
/// Paints the slices of one synthetic chest, back to front. Levels are of a body of mean height, in mm from the first slice.
/// </summary>
internal sealed partial class ThoraxPainter(ThoraxAnatomy body, Lesion lesion)
{
    /// <summary>Attenuation of fat, HU.</summary>
    public const double Fat = -98;

    private const double Muscle = 55, Cortex = 620, Marrow = 190, Air = -990;
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
        lesion.Paint(canvas, z, thickness);
        PaintInFront(canvas, level);
    }

    /// <summary>Paints what decides the share of tumour in each pixel, not for its attenuation.</summary>
    /// <returns>Whether there is any.</returns>
    public bool PaintTumourShare(SliceCanvas canvas, double z, double thickness)
    {
        if (!lesion.Reaches(z))
        {
            return false;
        }

        if (lesion.NeedsGround)
        {
            Paint(canvas, z, thickness);
            return true;
        }

        canvas.Clear();
        lesion.PaintShare(canvas, z);
        PaintInFront(canvas, z - body.Shift);
        return true;
    }

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
        var planes = canvas.Field(body.Texture, 16, level / 60);
        canvas.Fill(shell, 0, 0, 180, (_, y, column, hounsfield) =>
        {
            planes.Read(y / 9, hounsfield, column);
            for (var i = 0; i < hounsfield.Length; i++)
            {
                hounsfield[i] = hounsfield[i] > 0.38 ? -60 : Muscle;
            }
        });
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
        var air = body.LungHounsfield;
        var gradient = 55 / body.CavityY;
        var texture = canvas.Field(body.Texture, 5, level / 5);
        foreach (var side in new[] { -1, 1 })
        {
            if (body.Lung(side, level) is not { } lung)
            {
                continue;
            }

            var reach = body.CavityX + 4;
            canvas.Each(lung, (side * reach / 2, reach / 2), (0, reach), (index, x, y, shares) =>
            {
                canvas.Cover(index, x, y, shares, (_, y, column, hounsfield) =>
                {
                    // the lower, dependent lung is denser
                    texture.Read(y / 5, hounsfield, column);
                    for (var i = 0; i < hounsfield.Length; i++)
                    {
                        hounsfield[i] = air + (gradient * y) + (18 * hounsfield[i]);
                    }
                });
                for (var i = 0; i < shares.Length; i++)
                {
                    canvas.Lung[index + i] = shares[i] > 0 ? (float)shares[i] : canvas.Lung[index + i];
                }
            });
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

            var shape = new VesselSection(piece, z, 0.3 * thickness, radius);
            var reach = (0.5 * double.Hypot(piece.X1 - piece.X0, piece.Y1 - piece.Y0)) + margin + canvas.Spacing;
            var opacity = Math.Clamp(2.2 * radius / (canvas.Spacing + (0.3 * thickness)), 0.25, 1);
            canvas.Each(shape, ((piece.X0 + piece.X1) / 2, reach), ((piece.Y0 + piece.Y1) / 2, reach), (index, _, _, shares) =>
            {
                for (var i = 0; i < shares.Length; i++, index++)
                {
                    if (canvas.Lung[index] > 0.9f)
                    {
                        canvas.Hounsfield[index] += (float)((blood - canvas.Hounsfield[index]) * shares[i] * opacity);
                    }
                }
            });
        }
    }

    private void PaintAbdomen(SliceCanvas canvas, double level)
    {
        var cavity = new Ellipse(0, 0, body.CavityX - 1.5, body.CavityY - 1.5);
        var right = Section(Math.Min(level, 292), 292, 96);
        if (right > 0.05)
        {
            var liver = new Ellipse(-58 * body.Scale, 4, 100 * body.Scale * right, 88 * right);
            var texture = canvas.Field(body.Texture, 9, level / 9);
            canvas.Fill(new Both<Ellipse, Both<Ellipse, Above>>(liver, new(cavity, new Above(body.SpineY - 16, 0.35))), liver.X, 4, 110,
                (_, y, column, hounsfield) =>
                {
                    texture.Read(y / 9, hounsfield, column);
                    for (var i = 0; i < hounsfield.Length; i++)
                    {
                        hounsfield[i] = body.LiverHounsfield + (5 * hounsfield[i]);
                    }
                });
            if (body.Contrast)
            {
                canvas.Fill(new Stroke(-40, -4, -78, -22, 3), -60, -12, 40, body.LiverHounsfield + 35, Rise(0.6, 0.8, right));
            }
        }

        var left = Section(Math.Min(level, 300), 300, 84);
        if (left > 0.05)
        {
            var dome = new Ellipse(66 * body.Scale, 6, 74 * left, 78 * left);
            canvas.Fill(new Both<Ellipse, Ellipse>(dome, cavity), dome.X, 6, 90, Fat);
            var spleen = new Ellipse(92 * body.Scale, 34, 30 * left, 44 * left, 24);
            canvas.Fill(new Both<Ellipse, Ellipse>(spleen, cavity), spleen.X, 34, 60, body.LiverHounsfield + 8);
            var stomach = new Ellipse(48, -22, 42 * left, 38 * left);
            canvas.Fill(new Both<Ellipse, Ellipse>(stomach, cavity), 48, -22, 60, (_, y, _, hounsfield) =>
                hounsfield.Fill(y < -34 ? -930 : 25));
        }

        if (level > 205)
        {
            // both great vessels stay visible in front of the spine
            Vessel(canvas, 12, body.SpineY - 20, body.AortaRadius * 0.8, body.BloodHounsfield);
            canvas.Fill(new Ellipse(-24, 4, 11, 10), body.Contrast ? 120 : 40);
        }
    }
}
