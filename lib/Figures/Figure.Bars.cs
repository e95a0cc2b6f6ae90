using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    /// <summary>
    /// Groups of bars with their intervals, such as the student beside the same network trained alone and the teacher;
    /// values above the bars.
    /// </summary>
    /// <param name="categories">One name per group of bars: metrics, types, stages.</param>
    /// <param name="series">The bars, one colour per series, with as many values as there are categories.</param>
    /// <param name="yLabel">Vertical axis, with unit.</param>
    /// <param name="title">Title; say there what the intervals are.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    /// <param name="format">Format of the values above the bars.</param>
    public static Plot Bars(
        IReadOnlyList<string> categories,
        IReadOnlyList<IntervalBars> series,
        string yLabel,
        string title,
        bool synthetic,
        string format = "0.00")
    {
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentNullException.ThrowIfNull(series);
        if (series.FirstOrDefault(s => s.Values.Count != categories.Count) is { } odd)
        {
            throw new ArgumentException($"'{odd.Name}' has {odd.Values.Count} values for {categories.Count} categories", nameof(series));
        }

        var room = Math.Clamp(120 + (56 * categories.Count * Math.Max(1, series.Count)), 560, FigureStyle.PageWidth);
        var plot = FigureStyle.Create(title, "", yLabel, synthetic, room, 460);
        var width = 0.84 / Math.Max(1, series.Count);
        for (var s = 0; s < series.Count; s++)
        {
            for (var c = 0; c < categories.Count; c++)
            {
                AddBar(plot, c + (s - (series.Count - 1) / 2.0) * width, width, series[s].Values[c], FigureStyle.Colour(s), format);
            }

            plot.Legend.ManualItems.Add(new LegendItem { LabelText = series[s].Name, FillColor = FigureStyle.Colour(s) });
        }

        var values = series.SelectMany(s => s.Values).SelectMany(v => new[] { v.Value, v.Low, v.High })
            .Where(double.IsFinite).DefaultIfEmpty(1).ToArray();
        if (!series.SelectMany(s => s.Values).Any(v => double.IsFinite(v.Value)))
        {
            SayEmpty(plot);
        }

        double low = Math.Min(0, values.Min()), high = Math.Max(0, values.Max());
        var span = high > low ? high - low : 1;
        plot.Axes.SetLimits(-0.6, Math.Max(1, categories.Count) - 0.4, low < 0 ? low - 0.1 * span : 0, high + 0.12 * span);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, categories.Count).Select(i => (double)i)], [.. categories]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Grid.XAxisStyle.IsVisible = false;
        if (series.Count > 1)
        {
            FigureStyle.LegendOutside(plot);
        }

        return plot;
    }

    private static void AddBar(Plot plot, double position, double width, Evaluation.Interval value, Color colour, string format)
    {
        if (!double.IsFinite(value.Value))
        {
            return;
        }

        var bar = plot.Add.Bar(
            new Bar { Position = position, Value = value.Value, Size = width * 0.92, FillColor = colour, LineWidth = 0 });
        bar.LegendText = "";
        var top = value.Value;
        if (double.IsFinite(value.Low) && double.IsFinite(value.High))
        {
            top = Math.Max(top, value.High);
            var error = new ScottPlot.Plottables.ErrorBar([position], [value.Value], null, null, null, null)
            {
                YErrorNegative = [Math.Max(0, value.Value - value.Low)],
                YErrorPositive = [Math.Max(0, value.High - value.Value)],
                Color = FigureStyle.Ink,
                LineWidth = 1.6f,
                CapSize = 4,
            };
            plot.Add.Plottable(error);
        }

        var label = plot.Add.Text(value.Value.ToString(format), position, Math.Max(0, top));
        label.LabelFontName = Typefaces.Family;
        label.LabelFontSize = FigureStyle.SmallLetters;
        label.LabelFontColor = FigureStyle.Ink;
        label.LabelAlignment = Alignment.LowerCenter;
        label.OffsetY = -3;
    }
}
