namespace MhdNet.Phantom;

/// <summary>Paints amounts of haematoxylin and eosin, pixel by pixel.</summary>
internal sealed class TissuePainter(TissueFields fields, TissueParameters first, TissueParameters second, ulong key, int size)
{
    private readonly ValueNoise _texture = new(key);
    private readonly ValueNoise _chromatin = new(key + 1);

    public float[] Haematoxylin { get; } = new float[size * size];

    public float[] Eosin { get; } = new float[size * size];

    /// <summary>Cytoplasm, collagen, vessels; returns the share of tissue.</summary>
    public double PaintGround()
    {
        var covered = 0.0;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var tissue = Math.Clamp(0.5 + (fields.Depth(x, y) / 5), 0, 1);
                if (tissue <= 0)
                {
                    continue;
                }

                covered += tissue;
                var (haematoxylin, eosin) = Ground(x, y);
                var index = (y * size) + x;
                Haematoxylin[index] = (float)(tissue * haematoxylin);
                Eosin[index] = (float)(tissue * eosin);
            }
        }

        return covered / ((double)size * size);
    }

    /// <summary>Draws all nuclei over the ground.</summary>
    public void PaintNuclei(IReadOnlyList<Nucleus> nuclei)
    {
        foreach (var nucleus in nuclei)
        {
            if (nucleus.Kind == NucleusKind.Epithelial)
            {
                PaintCytoplasm(nucleus);
            }
        }

        foreach (var nucleus in nuclei)
        {
            if (nucleus.Kind == NucleusKind.Mitosis)
            {
                PaintMitosis(nucleus);
            }
            else
            {
                PaintNucleus(nucleus);
            }
        }
    }

    private (double Haematoxylin, double Eosin) Ground(double x, double y)
    {
        var share = fields.Second(x, y);
        var lymphocytes = first.Lymphocytes + (share * (second.Lymphocytes - first.Lymphocytes));
        var stain = first.Eosin + (share * (second.Eosin - first.Eosin));
        var grain = (0.6 * _texture.At(x / 3.1, y / 3.1)) + (0.4 * _texture.At(x / 11, y / 11));
        var cells = stain * (1 - (0.3 * lymphocytes)) * (1 + (0.28 * grain));
        var haematoxylin = 0.05 + (0.05 * lymphocytes);
        var stroma = fields.Stroma(x, y);
        if (stroma > 0)
        {
            // wavy strands of collagen with thin clefts
            var strand = Math.Sin((fields.Strand(x, y) * 95) + (5 * _texture.At(x / 30, y / 30)));
            var collagen = 0.40 + (0.07 * strand) + (0.10 * grain);
            var cleft = Math.Clamp((strand * _texture.At(x / 26, y / 26) - 0.55) * 6, 0, 1);
            cells += stroma * ((collagen * (1 - (0.75 * cleft))) - cells);
            haematoxylin += stroma * (0.02 - haematoxylin);
        }

        var (lumen, space) = fields.Vessel(x, y);
        if (space > 0)
        {
            cells += space * (0.09 + (0.03 * grain) - cells);
            haematoxylin += space * (0.02 - haematoxylin);
            // wall, then red cells in the lumen
            var wall = Math.Clamp(4 * lumen * (1 - lumen), 0, 1);
            var red = InRedCell(x, y) ? 0.62 : 0.12;
            cells += lumen * (red - cells);
            cells += wall * (0.5 - cells);
            haematoxylin += wall * (0.22 - haematoxylin);
        }

        return (haematoxylin, Math.Max(0, cells));
    }

    // Red cells are round discs of some 6 um, close together but not in file.
    private bool InRedCell(double x, double y)
    {
        const double Spacing = 12.5, Radius = 5.6, Wander = 4;
        var row = Math.Floor(y / Spacing);
        for (var j = row - 1; j <= row + 1; j++)
        {
            var shift = 0.37 * j;
            var column = Math.Floor((x / Spacing) - shift);
            for (var i = column - 1; i <= column + 1; i++)
            {
                var (cx, cy) = ((i + shift + 0.5) * Spacing, (j + 0.5) * Spacing);
                if (Near(x, y, cx + (Wander * _chromatin.At(cx, cy)), cy + (Wander * _texture.At(cx, cy)), Radius))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A cell body about the nucleus with a faint border: without it epithelium would look like loose nuclei.
    private void PaintCytoplasm(in Nucleus nucleus)
    {
        var (longer, shorter) = ((nucleus.Long * 1.35) + 4.5, (nucleus.Short * 1.35) + 4.5);
        var (eosin, haematoxylin) = (Eosin, Haematoxylin);
        var texture = _texture;
        Visit(nucleus, longer, shorter, 0, (index, x, y, q) =>
        {
            if (eosin[index] <= 0.02)
            {
                return; // glass, or the lumen of a vessel
            }

            var border = Math.Exp(-Math.Pow((q - 0.92) / 0.10, 2));
            var inside = q < 1 ? 1 : 0;
            eosin[index] += (float)((inside * 0.035 * (1 + texture.At(x / 2.5, y / 2.5))) + (0.05 * border));
            haematoxylin[index] += (float)(inside * 0.015);
        });
    }

    private void PaintNucleus(Nucleus nucleus)
    {
        var random = new CounterRandom(nucleus.Key);
        var lymphocyte = nucleus.Kind == NucleusKind.Lymphocyte;
        var fibroblast = nucleus.Kind == NucleusKind.Fibroblast;
        // dark and even in lymphocytes; vesicular, with a rim and nucleoli, in epithelium; coarse when atypical
        var body = lymphocyte ? 0.98 : fibroblast ? 0.62 : 0.44 + (0.34 * nucleus.Atypia * random.NextDouble())
            + (0.05 * random.NextGaussian());
        var rim = lymphocyte ? 0.12 : fibroblast ? 0.05 : 0.26;
        var clumps = lymphocyte ? 0.22 : 0.13 + (0.28 * nucleus.Atypia);
        var irregular = lymphocyte ? 0.03 : 0.04 + (0.10 * nucleus.Atypia);
        var nucleoli = lymphocyte || fibroblast ? 0 : random.NextDouble() < 0.25 + (0.7 * nucleus.Atypia) ? 1 + random.Below(2) : 0;
        var (nx, ny) = (random.Between(-0.35, 0.35) * nucleus.Short, random.Between(-0.35, 0.35) * nucleus.Short);
        var nucleolus = 1.3 + (1.5 * nucleus.Atypia);
        var soft = 0.9 / nucleus.Short;
        var (haematoxylin, eosin, chromatin) = (Haematoxylin, Eosin, _chromatin);
        Visit(nucleus, nucleus.Long, nucleus.Short, irregular, (index, x, y, q) =>
        {
            var share = Math.Clamp((1 - q) / soft, 0, 1);
            if (share <= 0)
            {
                return;
            }

            var density = body + (rim * Math.Exp(-Math.Pow((1 - q) / 0.16, 2))) + (clumps * chromatin.At(x / 2.6, y / 2.6));
            if (nucleoli > 0 && Near(x, y, nucleus.X + nx, nucleus.Y + ny, nucleolus))
            {
                density += 0.45;
            }
            else if (nucleoli > 1 && Near(x, y, nucleus.X - nx, nucleus.Y - (0.6 * ny), nucleolus * 0.8))
            {
                density += 0.4;
            }

            haematoxylin[index] += (float)(share * (Math.Max(0.15, density) - haematoxylin[index]));
            eosin[index] += (float)(share * (0.12 - eosin[index]));
        });
    }

    // A dark plate of chromosomes in a cleared cell.
    private void PaintMitosis(in Nucleus nucleus)
    {
        var (haematoxylin, eosin, chromatin) = (Haematoxylin, Eosin, _chromatin);
        Visit(nucleus, nucleus.Long * 1.25, nucleus.Short * 1.25, 0, (index, _, _, q) =>
        {
            if (q < 1)
            {
                haematoxylin[index] *= 0.4f;
                eosin[index] *= 0.6f;
            }
        });
        var plate = nucleus with { Long = nucleus.Long * 0.75, Short = Math.Max(2.2, nucleus.Short * 0.3) };
        Visit(plate, plate.Long, plate.Short, 0.22, (index, x, y, q) =>
            haematoxylin[index] += (float)(Math.Clamp((1 - q) * 2.5, 0, 1) * (1.35
                + (0.2 * chromatin.At(x / 2, y / 2)) - haematoxylin[index])));
    }

    private static bool Near(double x, double y, double centreX, double centreY, double radius) =>
        ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)) < radius * radius;

    // Every pixel in reach of an ellipse, with its reduced radius: 1 on the border, which may be irregular.
    private void Visit(in Nucleus nucleus, double longer, double shorter, double irregular, Action<int, double, double, double> visit)
    {
        var (sine, cosine) = Math.SinCos(nucleus.Angle);
        var reach = (longer * (1 + irregular)) + 1;
        var (phase2, phase3) = ((nucleus.Key >> 8) % 628 / 100.0, (nucleus.Key >> 24) % 628 / 100.0);
        var (left, right) = (Math.Max(0, (int)(nucleus.X - reach)), Math.Min(size - 1, (int)(nucleus.X + reach) + 1));
        var (top, bottom) = (Math.Max(0, (int)(nucleus.Y - reach)), Math.Min(size - 1, (int)(nucleus.Y + reach) + 1));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var (dx, dy) = (x - nucleus.X, y - nucleus.Y);
                var (u, v) = (((dx * cosine) + (dy * sine)) / longer, ((dy * cosine) - (dx * sine)) / shorter);
                var q = Math.Sqrt((u * u) + (v * v));
                if (q > 1.4)
                {
                    continue;
                }

                if (irregular > 0.02)
                {
                    var angle = Math.Atan2(v, u);
                    q /= 1 + (irregular * ((0.7 * Math.Sin((2 * angle) + phase2)) + (0.6 * Math.Sin((3 * angle) + phase3))));
                }

                visit((y * size) + x, x, y, q);
            }
        }
    }
}
