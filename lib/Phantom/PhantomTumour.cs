namespace MhdNet.Phantom;

/// <summary>
/// The tumour of a synthetic patient: an ellipsoid in the anterior mediastinum whose surface is lobed, rough and, when
/// invasive, grows tongues into its surroundings; inside it is uneven, partly necrotic and possibly calcified.
/// </summary>
internal sealed class PhantomTumour
{
    private const double NecrosisHounsfield = 18;
    private readonly CtParameters _parameters;
    private readonly double _radius;
    private readonly double _longAxis;
    private readonly double _wideAxis;
    private readonly double _flatAxis;
    private readonly double _sine;
    private readonly double _cosine;
    private readonly NoiseBlock _lobes;
    private readonly NoiseBlock _surface;
    private readonly NoiseBlock _tongues;
    private readonly NoiseBlock _necrosis;
    private readonly double _necrosisThreshold;
    private readonly List<(double X, double Y, double Z, double Radius, double Hounsfield)> _calcifications = [];

    /// <param name="seed">Seed of the cohort.</param>
    /// <param name="patient">Key of the patient.</param>
    /// <param name="parameters">What it looks like.</param>
    /// <param name="anteriorWall">y of the chest wall's inner side, mm.</param>
    /// <param name="scanLength">mm from the first slice to the last.</param>
    public PhantomTumour(long seed, long patient, PhantomParameters parameters, double anteriorWall, double scanLength)
    {
        _parameters = parameters.Ct;
        var random = new CounterRandom(seed, patient, PhantomPurpose.Tumour);
        _radius = 5 * _parameters.Diameter;
        var along = Math.Pow(_parameters.Elongation, 2.0 / 3);
        var across = Math.Pow(_parameters.Elongation, -1.0 / 3);
        _longAxis = _radius * along;
        _wideAxis = _radius * across * 1.08;
        _flatAxis = _radius * across / 1.08;
        (_sine, _cosine) = Math.SinCos(random.Between(-25, 25) * Math.PI / 180);
        var side = random.NextDouble() < 0.5 ? -1 : 1;
        X = side * (6 + (random.Between(0.15, 0.5) * _longAxis));
        Y = anteriorWall + (_flatAxis * random.Between(0.84, 0.96)) + 2;
        Z = scanLength * random.Between(0.30, 0.52);
        _lobes = new(new(random.NextBits()), 1.7);
        _surface = new(new(random.NextBits()), 8);
        _tongues = new(new(random.NextBits()), 3.6);
        Texture = new(random.NextBits());
        _necrosis = new(new(random.NextBits()), 2.2 * Highest);
        _necrosisThreshold = Quantile(random.Fork(1), 1 - _parameters.Necrosis);
        if (parameters.HasCalcification)
        {
            AddCalcifications(random.Fork(2));
        }
    }

    public double X { get; }

    public double Y { get; }

    public double Z { get; }

    public double Invasion => _parameters.Invasion;

    /// <summary>No part of the tumour is farther from its centre.</summary>
    public double Reach => _longAxis * (1.02 + (1.3 * _parameters.Lobulation) + (2 * _parameters.Roughness)
        + (0.75 * _parameters.Invasion));

    /// <summary>Unevenness of its inside, in mm.</summary>
    public ValueNoise Texture { get; }

    // the surface lies nowhere farther in or out, in radii
    private double Lowest => 1 - (1.3 * _parameters.Lobulation) - (2 * _parameters.Roughness);

    private double Highest => 1 + (1.3 * _parameters.Lobulation) + (2 * _parameters.Roughness) + (0.75 * _parameters.Invasion);

    /// <summary>Distance to the surface, about millimetres, negative inside.</summary>
    /// <param name="x">To the patient's left.</param>
    /// <param name="y">To the back.</param>
    /// <param name="z">From the first slice.</param>
    /// <param name="near">Where the surface is certainly farther away than this, a bound will do.</param>
    public double Distance(double x, double y, double z, double near)
    {
        var q = Reduced(x, y, z, out var u, out var v, out var w);
        var (outside, inside) = ((q - Highest) * _radius, (q - Lowest) * _radius);
        return outside > near ? outside : inside < -near ? inside : (q - Surface(u / q, v / q, w / q)) * _radius;
    }

    /// <summary>Attenuation at points inside, HU.</summary>
    /// <param name="x">Points of a row.</param>
    /// <param name="y">The row.</param>
    /// <param name="z">Level.</param>
    /// <param name="values">Gets the attenuation; holds <see cref="Texture"/> at the points.</param>
    public void Hounsfield(ReadOnlySpan<double> x, double y, double z, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var q = Reduced(x[i], y, z, out var u, out var v, out var w);

            // value noise has an SD of about a third
            values[i] = IsNecrotic(u, v, w, q)
                ? NecrosisHounsfield : _parameters.Hounsfield + (3 * _parameters.Heterogeneity * values[i]);
        }

        // of several grains at one place the first is seen
        for (var k = _calcifications.Count - 1; k >= 0; k--)
        {
            var spot = _calcifications[k];
            var (dy, dz) = (y - spot.Y, z - spot.Z);
            if ((dy * dy) + (dz * dz) >= spot.Radius * spot.Radius)
            {
                continue;
            }

            for (var i = 0; i < values.Length; i++)
            {
                var dx = x[i] - spot.X;
                values[i] = (dx * dx) + (dy * dy) + (dz * dz) < spot.Radius * spot.Radius ? spot.Hounsfield : values[i];
            }
        }
    }

    private double Reduced(double x, double y, double z, out double u, out double v, out double w)
    {
        var (dx, dy, dz) = (x - X, y - Y, z - Z);
        u = ((dx * _cosine) + (dz * _sine)) / _longAxis;
        v = dy / _flatAxis;
        w = ((dz * _cosine) - (dx * _sine)) / _wideAxis;
        return Math.Max(1e-6, Math.Sqrt((u * u) + (v * v) + (w * w)));
    }

    private double Surface(double u, double v, double w)
    {
        var lobes = 1.3 * _parameters.Lobulation * _lobes.At(1.7 * u, 1.7 * v, 1.7 * w);
        var rough = 2 * _parameters.Roughness * _surface.At(8 * u, 8 * v, 8 * w);
        var tongue = Math.Max(0, _tongues.At(3.6 * u, 3.6 * v, 3.6 * w) - 0.15) / 0.85;
        return 1 + lobes + rough + (0.75 * _parameters.Invasion * tongue);
    }

    // High where tissue dies first: towards the middle, in patches.
    private double Softness(double u, double v, double w, double q) => (0.9 * _necrosis.At(2.2 * u, 2.2 * v, 2.2 * w)) - q;

    private bool IsNecrotic(double u, double v, double w, double q) =>
        0.9 - q > _necrosisThreshold && (-0.9 - q > _necrosisThreshold || Softness(u, v, w, q) > _necrosisThreshold);

    private double Quantile(CounterRandom random, double share)
    {
        const int Points = 1024;
        var values = new double[Points];
        for (var i = 0; i < Points; i++)
        {
            double u, v, w, q;
            do
            {
                (u, v, w) = (random.Between(-1, 1), random.Between(-1, 1), random.Between(-1, 1));
                q = Math.Sqrt((u * u) + (v * v) + (w * w));
            }
            while (q > 1);
            values[i] = Softness(u, v, w, q);
        }

        Array.Sort(values);
        return values[Math.Min(Points - 1, (int)(share * Points))];
    }

    private void AddCalcifications(CounterRandom random)
    {
        // most are a few coarse grains close together, some a shell at the border
        var count = 3 + random.Below(7);
        var (cu, cv, cw) = (random.Between(-0.55, 0.55), random.Between(-0.55, 0.55), random.Between(-0.55, 0.55));
        for (var i = 0; i < count; i++)
        {
            var (u, v, w) = (cu + (0.2 * random.NextGaussian()), cv + (0.2 * random.NextGaussian()), cw + (0.2 * random.NextGaussian()));
            var (along, wide) = (u * _longAxis, w * _wideAxis);
            _calcifications.Add((
                X + (along * _cosine) - (wide * _sine), Y + (v * _flatAxis), Z + (along * _sine) + (wide * _cosine),
                random.Between(2.2, 5.5), random.Between(220, 620)));
        }
    }
}
