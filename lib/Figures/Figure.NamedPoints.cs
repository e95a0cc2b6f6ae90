using MhdNet.Evaluation;
using ScottPlot;

namespace MhdNet.Figures;

/// <summary>A point with its name.</summary>
/// <param name="Name">As it stands beside the figure.</param>
/// <param name="Group">What it belongs to, which is its colour and shape.</param>
/// <param name="X">Place across, above 0.</param>
/// <param name="Y">Height, with its interval; an interval of NaN is not drawn.</param>
public sealed record NamedPoint(string Name, string Group, double X, Interval Y);

public static partial class Figure
{
    /// <summary>
    /// Points such as methods by size and accuracy, over a logarithmic axis. Their names stand in a column on the right, as high as the
    /// points as far as they have room, with a thin line from each to its point.
    /// </summary>
    /// <param name="points">The points.</param>
    /// <param name="xLabel">Horizontal axis, with unit.</param>
    /// <param name="yLabel">Vertical axis, with unit.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Plot NamedPoints(IReadOnlyList<NamedPoint> points, string xLabel, string yLabel, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(points);
        const double NameRoom = 0.36;      // of the width of the points
        const double LineHeight = 0.046;   // of the axis
        var plot = FigureStyle.Create(title, xLabel, yLabel, synthetic, FigureStyle.PageWidth, 520);
        if (points.Count == 0)
        {
            SayEmpty(plot);
            return plot;
        }

        double[] places = [.. points.Select(point => Math.Log10(point.X))];
        double[] ends = [.. points.SelectMany(point => new[] { point.Y.Value, point.Y.Low, point.Y.High }).Where(double.IsFinite)];
        var (left, width) = (places.Min(), Math.Max(places.Max() - places.Min(), 0.3));
        var span = Math.Max(ends.Max() - ends.Min(), 1);
        double bottom = ends.Min() - (0.06 * span), top = ends.Max() + (0.06 * span);
        var names = Apart([.. points.Select(point => point.Y.Value)], LineHeight * (top - bottom));
        (bottom, top) = (Math.Min(bottom, names.Min() - (0.03 * span)), Math.Max(top, names.Max() + (0.03 * span)));
        string[] groups = [.. points.Select(point => point.Group).Distinct()];
        for (var i = 0; i < points.Count; i++)
        {
            var (k, at) = (Array.IndexOf(groups, points[i].Group), points[i].Y);
            var column = left + (1.06 * width);
            var leader = plot.Add.Line(places[i], at.Value, column, names[i]);
            (leader.LineColor, leader.LineWidth) = (FigureStyle.Faint.WithAlpha(0.5), 1);
            if (double.IsFinite(at.Low) && double.IsFinite(at.High))
            {
                var interval = plot.Add.Line(places[i], at.Low, places[i], at.High);
                (interval.LineColor, interval.LineWidth) = (FigureStyle.Colour(k).WithAlpha(0.45), 2);
            }

            plot.Add.Marker(places[i], at.Value, _shapes[k % _shapes.Length], 11, FigureStyle.Colour(k));
            Written(plot, points[i].Name, column + (0.01 * width), names[i], FigureStyle.Colour(k), Alignment.MiddleLeft);
        }

        foreach (var (k, group) in groups.Index())
        {
            AddEntry(plot, group, _shapes[k % _shapes.Length], 11, FigureStyle.Colour(k));
        }

        FigureStyle.LegendOutside(plot);
        double[] ticks = [.. Round(points.Min(point => point.X), points.Max(point => point.X), logarithmic: true)];
        plot.Axes.Bottom.SetTicks([.. ticks.Select(Math.Log10)], [.. ticks.Select(value => value.ToString("0.###"))]);
        plot.Axes.SetLimits(left - (0.04 * width), left + ((1.06 + NameRoom) * width), bottom, top);
        return plot;
    }
}
