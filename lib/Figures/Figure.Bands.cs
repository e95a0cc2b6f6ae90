using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    private const double LabelRoom = 0.55;   // share of the horizontal axis that is added for the names

    /// <summary>Lines with the bands of their intervals, named at their right end, such as a score by the weight of a loss.</summary>
    /// <param name="curves">The lines.</param>
    /// <param name="mark">A place on the horizontal axis that is pointed at, and what it is called; null for none.</param>
    /// <param name="xLabel">Horizontal axis, with unit.</param>
    /// <param name="yLabel">Vertical axis, with unit.</param>
    /// <param name="title">Title; say there what the bands are.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    /// <param name="range">Ends of the vertical axis, for figures that are compared; null fits it to the values.</param>
    public static Plot Bands(
        IReadOnlyList<IntervalCurve> curves,
        (double At, string Name)? mark,
        string xLabel,
        string yLabel,
        string title,
        bool synthetic,
        (double Low, double High)? range = null)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.FirstOrDefault(curve => curve.At.Count != curve.Values.Count) is { } odd)
        {
            throw new ArgumentException($"'{odd.Name}' has {odd.Values.Count} values at {odd.At.Count} places", nameof(curves));
        }

        var plot = FigureStyle.Create(title, xLabel, yLabel, synthetic);
        var drawn = curves
            .Select((curve, k) => (
                curve.Name,
                Colour: FigureStyle.Colour(k),
                Points: curve.At.Zip(curve.Values).Where(p => double.IsFinite(p.Second.Value)).ToArray()))
            .Where(curve => curve.Points.Length > 0).ToArray();
        foreach (var (_, colour, points) in drawn)
        {
            var banded = points.Where(p => double.IsFinite(p.Second.Low) && double.IsFinite(p.Second.High)).ToArray();
            if (banded.Length > 0)
            {
                var band = plot.Add.FillY(
                    [.. banded.Select(p => p.First)], [.. banded.Select(p => p.Second.Low)], [.. banded.Select(p => p.Second.High)]);
                band.FillColor = colour.WithAlpha(0.16);
                band.LineWidth = 0;
                band.MarkerStyle.IsVisible = false;
            }
        }

        for (var k = 0; k < drawn.Length; k++)
        {
            var (_, colour, points) = drawn[k];
            var line = plot.Add.Scatter(points.Select(p => p.First).ToArray(), points.Select(p => p.Second.Value).ToArray(), colour);
            line.LineWidth = 2.5f;
            line.LinePattern = FigureStyle.Pattern(k);
            line.MarkerShape = _shapes[k % _shapes.Length];
            line.MarkerSize = 9;
        }

        if (drawn.Length == 0)
        {
            SayEmpty(plot);
            return plot;
        }

        double left = drawn.Min(curve => curve.Points[0].First), right = drawn.Max(curve => curve.Points[^1].First);
        var width = right > left ? right - left : 1;
        double[] heights =
        [
            .. drawn.SelectMany(curve => curve.Points).SelectMany(p => new[] { p.Second.Value, p.Second.Low, p.Second.High })
                .Where(double.IsFinite),
        ];
        var (low, high) = range ?? (heights.Min(), heights.Max());
        var span = high > low ? high - low : Math.Max(Math.Abs(high), 1);
        double bottom = low - (0.05 * span), top = high + (0.2 * span);   // above: the mark's name
        var places = Apart([.. drawn.Select(curve => curve.Points[^1].Second.Value)], 0.065 * (top - bottom));
        for (var k = 0; k < drawn.Length; k++)
        {
            Written(plot, drawn[k].Name, right + (0.03 * width), places[k], drawn[k].Colour, Alignment.MiddleLeft);
        }

        if (mark is { } place)
        {
            plot.Add.VerticalLine(place.At, 1.5f, FigureStyle.Faint, LinePattern.Dotted);
            Written(plot, place.Name, place.At + (0.015 * width), top - (0.01 * span), FigureStyle.Ink, Alignment.UpperLeft);
        }

        plot.Axes.SetLimits(left - (0.03 * width), right + (LabelRoom * width), bottom, top);
        double[] ticks = [.. drawn.SelectMany(curve => curve.Points).Select(p => p.First).Distinct().Order()];
        plot.Axes.Bottom.SetTicks(ticks, [.. ticks.Select(at => at.ToString("0.##"))]);
        return plot;
    }

    /// <summary>Heights at least a distance apart, in the order of those wanted, and together where those are.</summary>
    private static double[] Apart(double[] wanted, double distance)
    {
        var order = Enumerable.Range(0, wanted.Length).OrderBy(k => wanted[k]).ToArray();
        var placed = new double[wanted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            placed[order[i]] = i == 0 ? wanted[order[0]] : Math.Max(wanted[order[i]], placed[order[i - 1]] + distance);
        }

        var upwards = placed.Zip(wanted, (at, from) => at - from).Average();
        return [.. placed.Select(at => at - upwards)];
    }

    private static void Written(Plot plot, string text, double x, double y, Color colour, Alignment alignment, float size = 13)
    {
        var written = plot.Add.Text(text, x, y);
        written.OffsetY = alignment == Alignment.MiddleLeft ? 2 : 0;   // digits stand above the middle of a line
        written.LabelFontName = Typefaces.Family;
        written.LabelFontSize = size;
        written.LabelFontColor = colour;
        written.LabelAlignment = alignment;
    }
}
