using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    private static readonly MarkerShape[] _shapes =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledTriangleUp, MarkerShape.FilledSquare, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown, MarkerShape.Cross, MarkerShape.Asterisk, MarkerShape.Eks,
    ];

    /// <summary>
    /// Points in a plane, such as patients by two measurements or variants by size and accuracy; groups differ in colour and shape.
    /// </summary>
    /// <param name="clouds">The groups.</param>
    /// <param name="xLabel">Horizontal axis, with unit.</param>
    /// <param name="yLabel">Vertical axis, with unit.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    /// <param name="size">Size of a marker.</param>
    public static Plot Points(IReadOnlyList<PointCloud> clouds, string xLabel, string yLabel, string title, bool synthetic, float size = 8)
    {
        ArgumentNullException.ThrowIfNull(clouds);
        var plot = FigureStyle.Create(title, xLabel, yLabel, synthetic);
        var drawn = 0;
        for (var k = 0; k < clouds.Count; k++)
        {
            var finite = clouds[k].Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToArray();
            drawn += finite.Length;
            var points = plot.Add.ScatterPoints(
                finite.Select(point => point.X).ToArray(), finite.Select(point => point.Y).ToArray(), FigureStyle.Colour(k));
            points.LegendText = finite.Length > 0 ? clouds[k].Name : clouds[k].Name + " (none)";
            points.MarkerShape = _shapes[k % _shapes.Length];
            points.MarkerSize = size;
        }

        if (clouds.Count > 1)
        {
            FigureStyle.LegendOutside(plot);
        }

        if (drawn == 0)
        {
            SayEmpty(plot);
        }

        return plot;
    }
}
