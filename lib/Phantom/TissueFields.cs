namespace MhdNet.Phantom;

/// <summary>A vessel cut across, with the clear space around it that is typical of thymoma, pixels.</summary>
internal readonly record struct PerivascularSpace(double X, double Y, double Lumen, double Space);

/// <summary>Where on a slide there is tissue, stroma, a vessel, and which of the two components. Pixels throughout.</summary>
internal sealed class TissueFields
{
    /// <summary>Pixels of the features of each field, and where in its field each further octave of the bands lies.</summary>
    public const double EdgeScale = 90, MixtureScale = 260, StromaScale = 230, FoldScale = 61, WrinkleScale = 23, Fold = 40, Wrinkle = 90;

    private const double FlowScale = 240, Octaves = 4.1;
    private readonly int _size;
    private readonly double[] _margins;
    private readonly NoiseTable _edge;
    private readonly NoiseTable _mixture;
    private readonly NoiseTable _stroma;
    private readonly NoiseTable _folds;
    private readonly NoiseTable _wrinkles;
    private readonly NoiseTable _flow;

    public TissueFields(CounterRandom random, TissueParameters parameters, int size)
    {
        _size = size;
        // one side of the slide stays empty, the others nearly reach its border
        _margins = [.. Enumerable.Range(0, 4).Select(_ => random.Between(0.015, 0.035) * size)];
        _margins[random.Below(4)] = random.Between(0.14, 0.16) * size;
        NoiseTable Table(ValueNoise noise, double scale, double left = 0, double top = 0) =>
            new(noise, left - 1, top - 1, (size / scale) + 2, (size / scale) + 2); // slopes are asked beyond the border, too
        Edge = new(random.NextBits());
        _edge = Table(Edge, EdgeScale / Octaves);
        Mixture = new(random.NextBits());
        _mixture = Table(Mixture, MixtureScale / Octaves);
        Bands = new(random.NextBits());
        _stroma = Table(Bands, StromaScale);
        _folds = Table(Bands, FoldScale, Fold, Fold);
        _wrinkles = Table(Bands, WrinkleScale, Wrinkle);
        _flow = Table(new(random.NextBits()), FlowScale);
        var sample = random.Fork(1);
        MixtureThreshold = Quantile(sample, MixtureField, 1 - parameters.Mixture);
        StromaThreshold = Quantile(sample, StromaField, parameters.Stroma);
        Spaces = Place(random.Fork(2), parameters);
    }

    public IReadOnlyList<PerivascularSpace> Spaces { get; }

    /// <summary>The noise of the tissue's edge; features of <see cref="EdgeScale"/>.</summary>
    public ValueNoise Edge { get; }

    /// <summary>The noise of which component grows where; features of <see cref="MixtureScale"/>.</summary>
    public ValueNoise Mixture { get; }

    /// <summary>The noise of the fibrous bands.</summary>
    public ValueNoise Bands { get; }

    /// <summary>Radius of the tissue's corners.</summary>
    public double Corner => 0.06 * _size;

    /// <summary>Depth below the tissue's edge; negative on glass.</summary>
    public double Depth(double x, double y) =>
        Corner - double.Hypot(IntoCornerX(x), IntoCornerY(y)) + (14 * _edge.Rough(x / EdgeScale, y / EdgeScale));

    /// <summary>How far a column reaches into the corners of the tissue; 0 between them.</summary>
    public double IntoCornerX(double x) => Math.Max(0, Corner - Math.Min(x - _margins[0], _size - _margins[1] - x));

    /// <summary>How far a row reaches into the corners of the tissue; 0 between them.</summary>
    public double IntoCornerY(double y) => Math.Max(0, Corner - Math.Min(y - _margins[2], _size - _margins[3] - y));

    /// <summary>Whether the second component grows here.</summary>
    public bool IsSecond(double x, double y) => MixtureField(x, y) > MixtureThreshold;

    /// <summary>1 in a fibrous band, 0 outside, between at its border.</summary>
    public double Stroma(double x, double y) => Math.Clamp(0.5 - ((StromaField(x, y) - StromaThreshold) * 28), 0, 1);

    /// <summary>The share of the second component is <see cref="Mixture"/>, as far as it is above this.</summary>
    public double MixtureThreshold { get; }

    /// <summary>A fibrous band is where the bands' field is nearer to 0 than this.</summary>
    public double StromaThreshold { get; }

    /// <summary>Phase of the collagen strands, which run along the band.</summary>
    public double Strand(double x, double y) => StromaSigned(x, y);

    /// <summary>Direction of spindle cells, radians.</summary>
    public double Flow(double x, double y) => 2.2 * Math.PI * _flow.At(x / FlowScale, y / FlowScale);

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
            if (distance * 0.77 > space.Space + 2)
            {
                return (0, 0);
            }

            var (towardsX, towardsY) = distance > 0 ? (dx / distance, dy / distance) : (0, 0);
            distance *= 1 + (0.22 * Edge.At(space.X + (1.2 * towardsX), space.Y + (1.2 * towardsY)));
            return (Math.Clamp(0.5 + ((space.Lumen - distance) / 2), 0, 1), Math.Clamp(0.5 + ((space.Space - distance) / 3), 0, 1));
        }

        return (0, 0);
    }

    private double MixtureField(double x, double y) => _mixture.Rough(x / MixtureScale, y / MixtureScale);

    private double StromaSigned(double x, double y) =>
        _stroma.At(x / StromaScale, y / StromaScale) + (0.22 * _folds.At((x / FoldScale) + Fold, (y / FoldScale) + Fold))
            + (0.07 * _wrinkles.At((x / WrinkleScale) + Wrinkle, y / WrinkleScale));

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
