using MhdNet.Evaluation;
using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    private const double ColumnStart = 0.1, ColumnWidth = 0.6;   // of one column's room; the rest holds the last dot's value

    /// <summary>
    /// One row per variant, one column per quantity, one dot per value with its interval: what each variant costs and what it is worth,
    /// read along its row.
    /// </summary>
    /// <param name="rows">Names, the first at the top.</param>
    /// <param name="columns">The quantities, from left to right.</param>
    /// <param name="publishedName">What the hollow diamonds are called.</param>
    /// <param name="title">Title; say there what the intervals are.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Plot Dots(
        IReadOnlyList<string> rows, IReadOnlyList<DotColumn> columns, string publishedName, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.SelectMany(column => column.Series).FirstOrDefault(series => series.Values.Count != rows.Count) is { } odd)
        {
            throw new ArgumentException($"'{odd.Name}' has {odd.Values.Count} values for {rows.Count} rows", nameof(columns));
        }

        if (columns.FirstOrDefault(column => column.Published is { } published && published.Count != rows.Count) is { } unlike)
        {
            throw new ArgumentException(
                $"'{unlike.Label}' has {unlike.Published!.Count} published values for {rows.Count} rows", nameof(columns));
        }

        var row = columns.Any(column => column.Series.Count > 1) ? 46 : 36;
        var plot = FigureStyle.Create(title, "", "", synthetic, FigureStyle.PageWidth, 180 + (row * Math.Max(1, rows.Count)));
        plot.HideGrid();
        for (var r = 0; r < rows.Count; r++)
        {
            plot.Add.HorizontalLine(-r, 1, FigureStyle.Faint.WithAlpha(0.25));
        }

        var ticks = columns.SelectMany((column, c) => DrawColumn(plot, column, c, rows.Count)).ToList();
        var named = columns.SelectMany(column => column.Series.Select((series, k) => (series.Name, k)))
            .Where(series => series.Name.Length > 0).Distinct().ToList();
        foreach (var (name, k) in named)
        {
            AddEntry(plot, name, _shapes[k % _shapes.Length], 9, FigureStyle.Colour(k));
        }

        if (columns.Any(column => column.Published is not null))
        {
            AddEntry(plot, publishedName, MarkerShape.OpenDiamond, 11, FigureStyle.Ink);
        }

        if (plot.Legend.ManualItems.Count > 0)
        {
            FigureStyle.LegendOutside(plot);
        }

        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, rows.Count).Select(r => (double)-r)], [.. rows]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.SetTicks([.. ticks.Select(tick => tick.Place)], [.. ticks.Select(tick => tick.Label)]);
        plot.Axes.SetLimits(0, Math.Max(1, columns.Count), -Math.Max(1, rows.Count) + 0.4, 2);
        return plot;
    }

    private static void AddEntry(Plot plot, string name, MarkerShape shape, float size, Color colour) =>
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = name, MarkerShape = shape, MarkerSize = size, MarkerColor = colour });

    private static IEnumerable<(double Place, string Label)> DrawColumn(Plot plot, DotColumn column, int c, int rows)
    {
        Written(plot, column.Label, c + ColumnStart, 0.75, FigureStyle.Ink, Alignment.LowerLeft);
        if (c > 0)
        {
            plot.Add.VerticalLine(c, 1, FigureStyle.Faint);
        }

        var values = column.Series.SelectMany(series => series.Values).SelectMany(v => new[] { v.Value, v.Low, v.High })
            .Concat(column.Published ?? []).Where(double.IsFinite).DefaultIfEmpty(1).ToArray();
        double Scaled(double value) => column.Logarithmic ? Math.Log10(value) : value;
        var low = column.Logarithmic ? Math.Log10(values.Min()) : Math.Min(0, values.Min());
        var high = Math.Max(Math.Max(Scaled(values.Max()), column.Logarithmic ? low : 0), low + 1e-9);
        double Place(double value) => c + ColumnStart + (ColumnWidth * (Scaled(value) - low) / (high - low));
        if (!column.Logarithmic && low < 0)
        {
            var none = plot.Add.Line(Place(0), -rows + 0.4, Place(0), 0.5); // differences are read against it
            none.LineColor = FigureStyle.Ink;
            none.LinePattern = LinePattern.Dashed;
        }

        for (var k = 0; k < column.Series.Count; k++)
        {
            for (var r = 0; r < rows; r++)
            {
                AddDot(plot, column, column.Series[k].Values[r], -r + (0.19 * (column.Series.Count - 1)) - (0.38 * k), k, Place);
            }
        }

        for (var r = 0; r < rows; r++)
        {
            if (column.Published is { } published && double.IsFinite(published[r]))
            {
                var diamond = plot.Add.Marker(Place(published[r]), -r, MarkerShape.OpenDiamond, 12, FigureStyle.Ink);
                diamond.MarkerLineWidth = 1.8f;
                Written(plot, published[r].ToString(column.Format), Place(published[r]), -r + 0.2, FigureStyle.Ink, Alignment.LowerCenter);
            }
        }

        double Value(double scaled) => column.Logarithmic ? Math.Pow(10, scaled) : scaled;
        return Round(Value(low), Value(high), column.Logarithmic).Select(value => (Place(value), value.ToString("0.###")));
    }

    private static void AddDot(Plot plot, DotColumn column, Interval value, double y, int k, Func<double, double> place)
    {
        if (!double.IsFinite(value.Value))
        {
            return;
        }

        var end = place(value.Value);
        if (double.IsFinite(value.Low) && double.IsFinite(value.High))
        {
            end = place(value.High);
            var line = plot.Add.Line(place(value.Low), y, end, y);
            line.LineColor = FigureStyle.Colour(k);
            line.LineWidth = 2;
        }

        plot.Add.Marker(place(value.Value), y, _shapes[k % _shapes.Length], 9, FigureStyle.Colour(k));
        var right = Math.Max(end, place(value.Value)) + 0.035;
        Written(plot, value.Value.ToString(column.Format), right, y, FigureStyle.Colour(k), Alignment.MiddleLeft);
    }

    /// <summary>Two to five round numbers within a range.</summary>
    private static IEnumerable<double> Round(double low, double high, bool logarithmic)
    {
        double[] steps = [1, 2, 5];
        if (logarithmic)
        {
            var within = Enumerable.Range((int)Math.Floor(Math.Log10(low)) - 1, 12)
                .SelectMany(power => steps.Select(step => step * Math.Pow(10, power)))
                .Where(value => value >= low * 0.999 && value <= high * 1.001).ToArray();
            return within.Length <= 5 ? within : within.Where((_, i) => i % ((within.Length + 4) / 5) == 0);
        }

        var unit = Enumerable.Range(-6, 14).SelectMany(power => steps.Select(step => step * Math.Pow(10, power)))
            .First(step => (high - low) / step <= 5);
        return Enumerable.Range((int)Math.Ceiling(low / unit), 6).Select(i => i * unit).Where(value => value <= high * 1.001);
    }
}
