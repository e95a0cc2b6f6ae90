using MhdNet.Evaluation;
using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    /// <summary>
    /// Confusion matrix with the paper's axes (Fig. 6): the truth across, the prediction down. Cells hold counts; the colour
    /// is their share of the true class, in per cent, so that rare types show. A class after the types (`other`) is shown only where it
    /// occurs.
    /// </summary>
    /// <param name="matrix">Counts.</param>
    /// <param name="names">One name per class of the matrix, in its order.</param>
    /// <param name="typeCount">Number of tumour types: always shown.</param>
    /// <param name="unit">What was counted: "sequences" or "patients".</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Plot Confusion(
        ConfusionMatrix matrix, IReadOnlyList<string> names, int typeCount, string unit, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count != matrix.ClassCount)
        {
            throw new ArgumentException($"{names.Count} names for {matrix.ClassCount} classes", nameof(names));
        }

        var all = Enumerable.Range(0, matrix.ClassCount);
        var across = all.Where(k => k < typeCount || matrix.TrueCount(k) > 0).ToArray();
        var down = all.Where(k => k < typeCount || matrix.PredictedCount(k) > 0).ToArray();
        var shares = new double[down.Length, across.Length];
        for (var row = 0; row < down.Length; row++)
        {
            for (var column = 0; column < across.Length; column++)
            {
                var whole = matrix.TrueCount(across[column]);
                shares[row, column] = whole == 0 ? 0 : 100.0 * matrix[across[column], down[row]] / whole;
            }
        }

        var axis = $"ground truth ({unit}); colour: share of the true type (%)";
        var plot = FigureStyle.Create(title, axis, "prediction", synthetic, FigureStyle.PageWidth / 2, 460);
        Cells(plot, shares, new ScottPlot.Colormaps.Blues().Reversed(), new ScottPlot.Range(0, 100), "", (row, column) =>
            matrix[across[column], down[row]] is var count && count > 0 ? count.ToString() : "");
        CellAxes(plot, [.. down.Select(k => names[k])], [.. across.Select(k => $"{names[k]}\n{matrix.TrueCount(k)}")]);
        return plot;
    }

    /// <summary>A heat map with its numbers in it, such as the similarity of the memory's types.</summary>
    /// <param name="values">Values, (rows, columns); the first row at the top. NaN is left white.</param>
    /// <param name="rows">One name per row.</param>
    /// <param name="columns">One name per column.</param>
    /// <param name="label">What the colour means, with unit.</param>
    /// <param name="xLabel">What the columns are.</param>
    /// <param name="yLabel">What the rows are.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    /// <param name="format">Format of the numbers in the cells.</param>
    public static Plot HeatMap(
        double[,] values,
        IReadOnlyList<string> rows,
        IReadOnlyList<string> columns,
        string label,
        string xLabel,
        string yLabel,
        string title,
        bool synthetic,
        string format = "0.00")
    {
        ArgumentNullException.ThrowIfNull(values);
        if (rows.Count != values.GetLength(0) || columns.Count != values.GetLength(1))
        {
            var names = $"{rows.Count} x {columns.Count} names";
            throw new ArgumentException($"{names} for {values.GetLength(0)} x {values.GetLength(1)} values", nameof(values));
        }

        var finite = values.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        double low = finite.Min(), high = finite.Max();
        var longest = rows.Select(name => name.Length).DefaultIfEmpty(0).Max();
        var width = Math.Clamp(120 + (8 * longest) + (38 * columns.Count), FigureStyle.PageWidth / 2, FigureStyle.PageWidth);
        var plot = FigureStyle.Create(title, xLabel, yLabel, synthetic, width, Math.Max(460, 130 + (34 * rows.Count)));
        var range = new ScottPlot.Range(low, high > low ? high : low + 1);
        if (values.Cast<double>().Any(double.IsFinite))
        {
            Cells(plot, values, new ScottPlot.Colormaps.Viridis(), range, label, (row, column) =>
                double.IsFinite(values[row, column]) ? values[row, column].ToString(format) : "");
        }
        else
        {
            SayEmpty(plot);
        }

        CellAxes(plot, rows, columns);
        return plot;
    }

    private static void Cells(
        Plot plot, double[,] values, IColormap colours, ScottPlot.Range range, string label, Func<int, int, string> text)
    {
        var map = plot.Add.Heatmap(values);
        map.Colormap = colours;
        map.ManualRange = range;
        map.NaNCellColor = Colors.White;
        int rows = values.GetLength(0), columns = values.GetLength(1);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var said = text(row, column);
                if (said.Length == 0)
                {
                    continue;
                }

                var written = plot.Add.Text(said, column, rows - 1 - row);
                written.LabelFontName = Typefaces.Family;
                written.LabelFontSize = FigureStyle.SmallLetters;
                written.LabelFontColor = Contrast(colours.GetColor(values[row, column], range));
                written.LabelAlignment = Alignment.MiddleCenter;
            }
        }

        var bar = plot.Add.ColorBar(map);
        bar.Width = 14;
        bar.Label = label;
        bar.Axis.TickGenerator = FigureStyle.Ticks();
        bar.LabelStyle.FontSize = FigureStyle.SmallLetters;
        bar.LabelStyle.FontName = Typefaces.Family;
        bar.LabelStyle.Bold = false;
    }

    private static void CellAxes(Plot plot, IReadOnlyList<string> rows, IReadOnlyList<string> columns)
    {
        plot.HideGrid();
        for (var row = 1; row < rows.Count; row++)
        {
            plot.Add.HorizontalLine(row - 0.5, 1, Colors.White.MixedWith(FigureStyle.Faint, 0.3));
        }

        for (var column = 1; column < columns.Count; column++)
        {
            plot.Add.VerticalLine(column - 0.5, 1, Colors.White.MixedWith(FigureStyle.Faint, 0.3));
        }

        plot.Axes.Right.FrameLineStyle.IsVisible = true;
        plot.Axes.Top.FrameLineStyle.IsVisible = true;
        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, rows.Count).Select(i => (double)(rows.Count - 1 - i))], [.. rows]);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, columns.Count).Select(i => (double)i)], [.. columns]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.SetLimits(-0.5, columns.Count - 0.5, -0.5, rows.Count - 0.5);
    }

    /// <summary>Black or white, whichever is better read on the colour.</summary>
    private static Color Contrast(Color background) =>
        0.299 * background.R + 0.587 * background.G + 0.114 * background.B > 140 ? FigureStyle.Ink : Colors.White;
}
