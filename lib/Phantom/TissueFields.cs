namespace MhdNet.Phantom;

/// <summary>A vessel cut across, with the clear space around it that is typical of thymoma, pixels.</summary>
internal readonly record struct PerivascularSpace(double X, double Y, double Lumen, double Space);

/// <summary>Where on a slide there is tissue, stroma, a vessel, and which of the two components. Pixels throughout.</summary>
internal sealed class TissueFields
{
    private const double MixtureScale = 260, StromaScale = 230;
    private readonly int _size;
    private readonly double[] _margins;
    private readonly ValueNoise _edge;
    private readonly ValueNoise _mixture;
    private readonly ValueNoise _stroma;
    private readonly ValueNoise _flow;
    private readonly double _mixtureThreshold;
    private readonly double _stromaThreshold;

    public TissueFields(CounterRandom random, TissueParameters parameters, int size)
    {
        _size = size;
        // one side of the slide stays empty, the others nearly reach its border
        _margins = [.. Enumerable.Range(0, 4).Select(_ => random.Between(0.015, 0.035) * size)];
        _margins[random.Below(4)] = random.Between(0.14, 0.16) * size;
        _edge = new(random.NextBits());
        _mixture = new(random.NextBits());
        _stroma = new(random.NextBits());
        _flow = new(random.NextBits());
        var sample = random.Fork(1);
        _mixtureThreshold = Quantile(sample, MixtureField, 1 - parameters.Mixture);
        _stromaThreshold = Quantile(sample, StromaField, parameters.Stroma);
        Spaces = Place(random.Fork(2), parameters);
    }

    public IReadOnlyList<PerivascularSpace> Spaces { get; }

    /// <summary>Depth below the tissue's edge; negative on glass.</summary>
    public double Depth(double x, double y)
    {
        var (left, right) = (x - _margins[0], _size - _margins[1] - x);
        var (top, bottom) = (y - _margins[2], _size - _margins[3] - y);
        // rounded corners
        var corner = 0.06 * _size;
        var (dx, dy) = (Math.Max(0, corner - Math.Min(left, right)), Math.Max(0, corner - Math.Min(top, bottom)));
        return corner - double.Hypot(dx, dy) + (14 * _edge.Rough(x / 90, y / 90));
    }

    /// <summary>Whether the second component grows here.</summary>
    public bool IsSecond(double x, double y) => MixtureField(x, y) > _mixtureThreshold;

    /// <summary>1 in a fibrous band, 0 outside, between at its border.</summary>
    public double Stroma(double x, double y) => Math.Clamp(0.5 - ((StromaField(x, y) - _stromaThreshold) * 28), 0, 1);

    /// <summary>1 in the second component, 0 in the first, between at their border: cells change at once, their matrix gradually.</summary>
    public double Second(double x, double y) => Math.Clamp(0.5 + ((MixtureField(x, y) - _mixtureThreshold) * 5), 0, 1);

    /// <summary>Phase of the collagen strands, which run along the band.</summary>
    public double Strand(double x, double y) => StromaSigned(x, y);

    /// <summary>Direction of spindle cells, radians.</summary>
    public double Flow(double x, double y) => 2.2 * Math.PI * _flow.At(x / 240, y / 240);

    /// <summary>How the nearest vessel's parts cover a point: inside the lumen, in the space, or neither.</summary>
    public (double Lumen, double Space) Vessel(double x, double y)
    {
        foreach (var space in Spaces)
        {
            var (dx, dy) = (x - space.X, y - space.Y);
            if (Math.Abs(dx) > space.Space + 8 || Math.Abs(dy) > space.Space + 8)
            {
                continue;
            }

            // never quite round, each in its own way
            var distance = double.Hypot(dx, dy);
            var (towardsX, towardsY) = distance > 0 ? (dx / distance, dy / distance) : (0, 0);
            distance *= 1 + (0.22 * _edge.At(space.X + (1.2 * towardsX), space.Y + (1.2 * towardsY)));
            return (Math.Clamp(0.5 + ((space.Lumen - distance) / 2), 0, 1), Math.Clamp(0.5 + ((space.Space - distance) / 3), 0, 1));
        }

        return (0, 0);
    }

    private double MixtureField(double x, double y) => _mixture.Rough(x / MixtureScale, y / MixtureScale);

    private double StromaSigned(double x, double y) =>
        _stroma.At(x / StromaScale, y / StromaScale) + (0.22 * _stroma.At((x / 61) + 40, (y / 61) + 40))
            + (0.07 * _stroma.At((x / 23) + 90, y / 23));

    private double StromaField(double x, double y) => Math.Abs(StromaSigned(x, y));

    private double Quantile(CounterRandom random, Func<double, double, double> field, double share)
    {
        var values = new double[3000];
        for (var i = 0; i < values.Length; i++)
        {
            double x, y;
            do
            {
                (x, y) = (random.Between(0, _size), random.Between(0, _size));
            }
            while (Depth(x, y) < 0);
            values[i] = field(x, y);
        }

        Array.Sort(values);
        return share >= 1 ? double.MaxValue : share <= 0 ? values[0] - 1 : values[(int)(share * values.Length)];
    }

    // Rounder cells leave wider spaces; between spindle cells there are capillaries only.
    private List<PerivascularSpace> Place(CounterRandom random, TissueParameters parameters)
    {
        var spaces = new List<PerivascularSpace>();
        var perSquareMillimetre = 9;
        var count = (int)Math.Round(perSquareMillimetre * Math.Pow(_size * 0.0005, 2) * random.Between(0.6, 1.4));
        for (var attempt = 0; attempt < 200 && spaces.Count < count; attempt++)
        {
            var (x, y) = (random.Between(0, _size), random.Between(0, _size));
            var lumen = random.Between(11, 22);
            var width = lumen + 4 + (random.Between(35, 75) * Math.Max(0, 0.9 - parameters.Eccentricity));
            if (Depth(x, y) > width + 20 && spaces.TrueForAll(other => double.Hypot(other.X - x, other.Y - y) > other.Space + width + 30))
            {
                spaces.Add(new(x, y, lumen, width));
            }
        }

        return spaces;
    }
}
