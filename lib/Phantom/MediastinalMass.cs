namespace MhdNet.Phantom;

/// <summary>A tumour in the anterior mediastinum: it lies in front of the heart and covers what it grows into.</summary>
/// <param name="tumour">Its shape and inside.</param>
/// <param name="body">Whose it is.</param>
internal sealed class MediastinalMass(PhantomTumour tumour, ThoraxAnatomy body) : Lesion
{
    public override bool NeedsGround => false;

    public override bool Reaches(double z) => !(Math.Abs(z - tumour.Z) > tumour.Reach);

    public override void Paint(SliceCanvas canvas, double z, double thickness)
    {
        if (!Reaches(z))
        {
            return;
        }

        // a plane of fat parts it from the heart, unless it has grown through
        var (wall, section) = (new Ellipse(0, 0, body.CavityX, body.CavityY), new TumourSection(tumour, canvas, z));
        var (walls, reach) = (new double[canvas.Size], tumour.Reach + 3 + canvas.Spacing);
        canvas.Each(section with { Margin = 2.4 }, (tumour.X, reach), (tumour.Y, reach), (index, x, y, shares) =>
        {
            wall.Measure(x, y, canvas.Spacing + 3, walls.AsSpan(0, x.Length));
            for (var i = 0; i < shares.Length; i++, index++)
            {
                if (shares[i] > 0)
                {
                    var soft = Math.Clamp(0.5 + ((canvas.Hounsfield[index] + 60) / 40), 0, 1);
                    var inside = Math.Clamp(0.5 - ((walls[i] + 3) / canvas.Spacing), 0, 1);
                    var opacity = 0.85 * (1 - tumour.Invasion) * shares[i] * soft * inside * (1 - canvas.Lung[index]);
                    canvas.Hounsfield[index] += (float)((ThoraxPainter.Fat - canvas.Hounsfield[index]) * opacity);
                }
            }
        });
        PaintTumour(canvas, section, section.Hounsfield());
    }

    public override void PaintShare(SliceCanvas canvas, double z) =>
        PaintTumour(canvas, new TumourSection(tumour, canvas, z), (_, _, _, hounsfield) => hounsfield.Clear());

    private void PaintTumour(SliceCanvas canvas, TumourSection section, RowValues hounsfield)
    {
        var (wall, walls) = (new Ellipse(0, 0, body.CavityX, body.CavityY), new double[canvas.Size]);
        var reach = tumour.Reach + canvas.Spacing;
        canvas.Each(section, (tumour.X, reach), (tumour.Y, reach), (index, x, y, shares) =>
        {
            wall.Measure(x, y, canvas.Spacing, walls.AsSpan(0, x.Length));
            for (var i = 0; i < shares.Length; i++)
            {
                shares[i] *= Math.Clamp(0.5 - (walls[i] / canvas.Spacing), 0, 1);
            }

            canvas.Cover(index, x, y, shares, hounsfield);
            for (var i = 0; i < shares.Length; i++)
            {
                canvas.Tumour[index + i] += (float)shares[i];
            }
        });
    }
}
