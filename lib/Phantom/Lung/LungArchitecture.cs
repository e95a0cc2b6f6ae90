namespace MhdNet.Phantom.Lung;

/// <summary>What lies at a point of a slide.</summary>
/// <param name="Epithelium">Depth in the layer of tumour cells, pixels; negative outside it.</param>
/// <param name="Stroma">Depth in septum, core or stroma, pixels; negative outside. Where both are negative there is an open space.</param>
/// <param name="Seat">Depth in where nuclei of the tumour have their place, pixels; negative elsewhere.</param>
internal readonly record struct GrowthPoint(double Epithelium, double Stroma, double Seat);

/// <summary>How a tumour is built in each of its patterns: where there are cells, stroma and open spaces. Pixels throughout.</summary>
internal sealed class LungArchitecture
{
    private const double None = -30; // of depth
    private const double Alveolus = 175, Space = 330;
    private readonly GrowthMap _map;
    private readonly TissueBend _bend;
    private readonly double _radius, _loose, _sheet, _septum, _gland, _sine, _cosine;
    private readonly CellularField _alveoli, _glands, _fronds, _tufts, _spaces;

    /// <param name="random">The slide's stream.</param>
    /// <param name="parameters">How the tumour grows.</param>
    /// <param name="depth">Depth below the tissue's edge.</param>
    /// <param name="size">Of the slide.</param>
    public LungArchitecture(CounterRandom random, GrowthParameters parameters, Func<double, double, double> depth, int size)
    {
        _bend = new TissueBend(random.Fork(1), GrowthMap.Columns(size), GrowthMap.Step);
        _map = new GrowthMap(random.Fork(2), parameters.Shares, _bend, depth, size);
        _radius = parameters.Radius / PhantomTissue.MicronsPerPixel;
        _loose = 2.5 + (6 * parameters.Atypia); // nuclei leave their row as cells lose their order
        _sheet = 0.75 / (Math.PI * _radius * _radius);
        _septum = 3.5 + (14 * parameters.Stroma);
        _gland = 86 + (5 * _radius);
        (_sine, _cosine) = Math.SinCos(random.Between(0, Math.PI));
        CellularField Field(double spacing) => new(new CounterRandom(random.NextBits()), spacing);
        (_alveoli, _glands, _fronds, _tufts, _spaces) =
            (Field(Alveolus), Field(_gland), Field(72 + (4 * _radius)), Field(62 + (3 * _radius)), Field(Space));
    }

    /// <summary>Most nuclei per pixel anywhere: so many that a row of cells is filled.</summary>
    public const double Row = 0.02;

    /// <summary>Nuclei per pixel where a pattern seats them.</summary>
    public double Density(GrowthPattern pattern) => pattern == GrowthPattern.Solid ? _sheet : Row;

    /// <summary>The pattern at a place.</summary>
    public GrowthPattern PatternAt(double x, double y) => _map.At(x, y).Pattern;

    /// <summary>What lies in a row of pixels, at every <see cref="GrowthMap.Step"/>th.</summary>
    /// <param name="y">The row.</param>
    /// <param name="points">Gets them.</param>
    public void Read(int y, Span<GrowthPoint> points)
    {
        var (bentX, bentY) = _bend.Fine(y);
        for (var i = 0; i < points.Length; i++)
        {
            var (pattern, edge) = _map.At(i * GrowthMap.Step, y);
            var (bx, by) = (bentX[i], bentY[i]);
            points[i] = pattern switch
            {
                GrowthPattern.Lepidic => Lepidic(bx, by, edge),
                GrowthPattern.Acinar => Acinar(bx, by, edge),
                GrowthPattern.Papillary => Papillary(bx, by, edge),
                GrowthPattern.Micropapillary => Micropapillary(bx, by, edge),
                _ => new GrowthPoint(-None, _septum - edge, edge - _septum - _radius),
            };
        }
    }

    // one layer of cells on both sides of thin septa, air between
    private GrowthPoint Lepidic(double x, double y, double edge)
    {
        var border = Math.Min(edge, _alveoli.At(x, y).Border);
        return new(_septum + (2 * _radius) + 2 - border, _septum - border, Seat(border - _septum - _radius, 2));
    }

    // rings of cells about a lumen, nuclei at their base, stroma between the glands
    private GrowthPoint Acinar(double x, double y, double edge)
    {
        var cell = _glands.At(x, y);
        var lumen = (1.4 + (2 * Own(cell))) * _radius;
        var inside = Math.Min(Math.Min(edge, cell.Border) - _septum, (0.53 * _gland) - cell.Seed);
        return new(
            Math.Min(inside, cell.Seed - lumen), -inside, Math.Min(cell.Seed - lumen - (0.8 * _radius), Seat(inside - _radius, _loose)));
    }

    // long fronds: a core of stroma, a layer of cells, clefts between them
    private GrowthPoint Papillary(double x, double y, double edge)
    {
        var (along, across) = (((x * _cosine) + (y * _sine)) / 1.8, (y * _cosine) - (x * _sine));
        var border = _fronds.At(along, across).Border;
        var (cleft, layer) = (6.5, (2 * _radius) + 4);
        return new(
            border - cleft, Math.Max(border - cleft - layer, _septum - edge),
            Math.Min(edge - _septum - _radius, Seat(cleft + layer - _radius - border, 1.5 + (0.5 * _loose))));
    }

    // tufts of a few cells without a core, loose in wide spaces
    private GrowthPoint Micropapillary(double x, double y, double edge)
    {
        var (tuft, septum) = (_tufts.At(x, y), (0.7 * _septum) - Math.Min(edge, _spaces.At(x, y).Border));
        var size = Own(tuft) < 0.12 ? 0 : (2 + (1.3 * Own(tuft))) * _radius;
        var inside = Math.Min(size - tuft.Seed, Math.Min(tuft.Border - 4, -septum - 8));
        return new(Math.Max(inside, septum + 3), septum, inside - (0.7 * _radius));
    }

    private static double Seat(double offset, double width) => width - Math.Abs(offset);

    // a number from 0 to 1 of each seed
    private static double Own(CellularPoint point) => (CounterRandom.Mix((ulong)point.Index + 1) >> 40) / (double)(1 << 24);
}
