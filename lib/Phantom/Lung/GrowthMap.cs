namespace MhdNet.Phantom.Lung;

/// <summary>
/// Which pattern grows where on a slide: territories some 130 um wide, dealt out so that each pattern has its share. Kept at every fourth
/// pixel.
/// </summary>
internal sealed class GrowthMap
{
    /// <summary>Pixels between the points that are kept.</summary>
    public const int Step = 4;

    private const double Spacing = 270; // pixels
    private readonly int _columns;
    private readonly GrowthPattern[] _patterns;
    private readonly float[] _borders;

    /// <param name="random">The slide's stream.</param>
    /// <param name="shares">Of each pattern.</param>
    /// <param name="bend">By what places are moved, so that no border is straight.</param>
    /// <param name="depth">Depth below the tissue's edge at a place, pixels; negative on glass.</param>
    /// <param name="size">Of the slide.</param>
    public GrowthMap(
        CounterRandom random, IReadOnlyList<double> shares, TissueBend bend, Func<double, double, double> depth, int size)
    {
        const int Coarse = 16;
        var field = new CellularField(random, Spacing);
        var (areas, whole) = (new int[CellularField.Seeds], 0);
        for (var y = 0; y < size + Coarse; y += Coarse)
        {
            var (bentX, bentY) = bend.Wide(y);
            for (var x = 0; x < size + Coarse; x += Coarse)
            {
                var inside = depth(x, y) > 0 ? 1 : 0;
                areas[field.At(bentX[x / Step], bentY[x / Step]).Index] += inside;
                whole += inside;
            }
        }

        // the largest first, each to the pattern that lacks most
        var lacking = shares.Select(share => share * whole).ToArray();
        var dealt = new GrowthPattern[CellularField.Seeds];
        foreach (var (index, area) in areas.Index().Where(territory => territory.Item > 0).OrderByDescending(territory => territory.Item))
        {
            var pattern = Array.IndexOf(lacking, lacking.Max());
            lacking[pattern] -= area;
            dealt[index] = (GrowthPattern)pattern;
        }

        _columns = Columns(size);
        (_patterns, _borders) = (new GrowthPattern[_columns * _columns], new float[_columns * _columns]);
        for (var row = 0; row < _columns; row++)
        {
            var (bentX, bentY) = bend.Wide(row * Step);
            for (var column = 0; column < _columns; column++)
            {
                var point = field.At(bentX[column], bentY[column], dealt);
                var i = (row * _columns) + column;
                (_patterns[i], _borders[i]) = (dealt[point.Index], (float)point.Border);
            }
        }
    }

    /// <summary>Points that are kept along a side of a slide, and a few beyond it.</summary>
    public static int Columns(int size) => (size / Step) + 5;

    /// <summary>The pattern at a place, and its distance to where another one begins.</summary>
    public (GrowthPattern Pattern, double Border) At(double x, double y)
    {
        var i = ((int)((y / Step) + 0.5) * _columns) + (int)((x / Step) + 0.5);
        return (_patterns[i], _borders[i]);
    }
}
