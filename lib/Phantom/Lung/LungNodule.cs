namespace MhdNet.Phantom.Lung;

/// <summary>
/// A nodule in a lung: ground glass, through which vessels stay visible, about a solid part; lobed, with strands that radiate into the lung
/// and to the pleura, and air in the solid part. Millimetres.
/// </summary>
internal sealed class LungNodule : Lesion
{
    private const double Least = 0.06; // share of the diameter below which there is no solid part
    private const double Lobes = 2.1, Spikes = 4.2;
    private readonly NoduleParameters _parameters;
    private readonly ThoraxAnatomy _body;
    private readonly double _radius, _x, _y, _z, _stretch, _sine, _cosine;
    private readonly (double X, double Y, double Z) _core;
    private readonly NoiseBlock _lobes, _spikes;
    private readonly ValueNoise _texture;
    private readonly NoduleStrands _strands;

    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="parameters">What it looks like.</param>
    /// <param name="body">In whose lung.</param>
    /// <param name="scanLength">mm from the first slice to the last.</param>
    public LungNodule(long seed, long patient, LungParameters parameters, ThoraxAnatomy body, double scanLength)
    {
        (_parameters, _body) = (parameters.Nodule, body);
        _radius = 5 * _parameters.Diameter;
        var random = new CounterRandom(seed, patient, PhantomPurpose.Tumour);
        (_x, _y, _z) = NodulePlace.Find(random.Fork(1), body, _radius, scanLength);
        _stretch = random.Between(1, 1.22);
        (_sine, _cosine) = Math.SinCos(random.Between(0, Math.PI));
        (_lobes, _spikes) = (new(new(random.NextBits()), Lobes), new(new(random.NextBits()), Spikes));
        _texture = new(random.NextBits());
        var free = 0.35 * (1 - _parameters.Consolidation) * _radius;
        _core = (_x + (free * random.Between(-1, 1)), _y + (free * random.Between(-1, 1)), _z + (free * random.Between(-1, 1)));
        _strands = new NoduleStrands(random.Fork(2), parameters, body, _core, _radius, CoreRadius);
    }

    public override bool NeedsGround => true;

    /// <summary>Half the diameter of the solid part.</summary>
    private double CoreRadius => _parameters.Consolidation < Least ? 0 : _parameters.Consolidation * _radius;

    private double Highest => 1 + _parameters.Lobulation + (0.45 * _parameters.Spiculation);

    private double Reach => _radius * Math.Sqrt(_stretch) * Highest;

    public override bool Reaches(double z) => Math.Abs(z - _z) < Reach;

    public override void PaintShare(SliceCanvas canvas, double z) => Paint(canvas, z, 1);

    public override void Paint(SliceCanvas canvas, double z, double thickness)
    {
        _strands.Paint(canvas, z, thickness);
        if (!Reaches(z))
        {
            return;
        }

        var (reach, texture) = (Reach + canvas.Spacing, canvas.Field(_texture, 4, z / 4));
        var grain = new double[canvas.Size];
        canvas.Each(new NoduleSection(this, z), (_x, reach), (_y, reach), (index, x, y, shares) =>
        {
            texture.Read(y / 4, grain.AsSpan(0, shares.Length), index % canvas.Size);
            for (var i = 0; i < shares.Length; i++, index++)
            {
                var share = shares[i] * Math.Clamp(2 * canvas.Lung[index], 0, 1);
                if (share <= 0)
                {
                    continue;
                }

                // ground glass adds to the lung and hides no vessel
                var old = canvas.Hounsfield[index];
                var glass = _parameters.GroundGlass + (70 * grain[i]);
                old += (float)(share * Math.Max(0, glass - old));
                var core = CoreRadius == 0 ? 0 : share * Math.Clamp(0.5 - (CoreDistance(x[i], y, z) / canvas.Spacing), 0, 1);
                old += (float)(core * (_parameters.Hounsfield + (14 * grain[i]) - old));
                canvas.Hounsfield[index] = old;
                canvas.Tumour[index] += (float)share;
            }
        });
        _strands.PaintAir(canvas, z, thickness);
    }

    /// <summary>Distance to the outline, about millimetres, negative inside.</summary>
    public double Distance(double x, double y, double z) => Distance((_x, _y, _z), _radius, x, y, z);

    private double CoreDistance(double x, double y, double z) => Distance(_core, CoreRadius, x, y, z);

    private double Distance((double X, double Y, double Z) centre, double radius, double x, double y, double z)
    {
        // one axis in the slice's plane is longer, the volume that of the sphere
        var (dx, dy, w) = (x - centre.X, y - centre.Y, (z - centre.Z) / radius * Math.Sqrt(_stretch));
        var u = ((dx * _cosine) + (dy * _sine)) / (radius * Math.Sqrt(_stretch));
        var v = ((dy * _cosine) - (dx * _sine)) / radius;
        var q = Math.Max(1e-6, Math.Sqrt((u * u) + (v * v) + (w * w)));
        return (q > Highest + 1 ? q - Highest : q - Surface(u / q, v / q, w / q)) * radius;
    }

    // rounded lobes with notches between them, and spikes
    private double Surface(double u, double v, double w)
    {
        var lobe = (2.4 * Math.Abs(_lobes.At(Lobes * u, Lobes * v, Lobes * w))) - 0.7;
        var spike = Math.Max(0, _spikes.At(Spikes * u, Spikes * v, Spikes * w) - 0.2) / 0.8;
        return 1 + (_parameters.Lobulation * Math.Clamp(lobe, -0.7, 1)) + (0.45 * _parameters.Spiculation * spike);
    }

    private readonly record struct NoduleSection(LungNodule Nodule, double Z) : IShape
    {
        public void Measure(ReadOnlySpan<double> x, double y, double near, Span<double> distances)
        {
            for (var i = 0; i < x.Length; i++)
            {
                distances[i] = Nodule.Distance(x[i], y, Z);
            }
        }
    }
}
