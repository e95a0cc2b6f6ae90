using MhdNet.Evaluation;
using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    /// <summary>
    /// ROC by type against the rest (Fig. 5), the areas (AUC) and the numbers of cases in the legend. A type that the truth lacks has no
    /// curve and says so.
    /// </summary>
    /// <param name="curves">One curve per type, in clinical order.</param>
    /// <param name="names">One name per type.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    public static Plot Roc(IReadOnlyList<RocCurve> curves, IReadOnlyList<string> names, string title, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count != curves.Count)
        {
            throw new ArgumentException($"{names.Count} names for {curves.Count} curves", nameof(names));
        }

        var plot = FigureStyle.Create(
            title, "false positive rate (1 - specificity)", "true positive rate (sensitivity)", synthetic, FigureStyle.PageWidth / 2);
        var chance = plot.Add.Line(0, 0, 1, 1);
        chance.LineColor = FigureStyle.Faint;
        chance.LinePattern = LinePattern.Dotted;
        chance.LineWidth = 1.5f;
        for (var k = 0; k < curves.Count; k++)
        {
            var points = curves[k].Points;
            var line = plot.Add.Scatter(
                points.Select(p => p.FalsePositiveRate).ToArray(), points.Select(p => p.TruePositiveRate).ToArray(), FigureStyle.Colour(k));
            line.LineWidth = 2.5f;
            line.LinePattern = FigureStyle.Pattern(k);
            line.MarkerSize = 0;
            line.LegendText = double.IsNaN(curves[k].Auc)
                ? $"{names[k]}: {(curves[k].Positives == 0 ? "no case" : "no other")}"
                : $"{names[k]}: {curves[k].Auc:0.00} (n = {curves[k].Positives})";
        }

        var defined = curves.Where(c => !double.IsNaN(c.Auc)).Select(c => c.Auc).ToArray();
        chance.LegendText = defined.Length > 0 ? $"mean {defined.Average():0.00}; chance" : "chance";
        plot.Axes.SetLimits(-0.01, 1.01, -0.01, 1.02);
        return WithAreas(plot);
    }

    /// <summary>The legend below the axes, in two columns where they fit, and a panel high enough for square axes above it.</summary>
    private static Plot WithAreas(Plot plot)
    {
        const int Axes = 490, Line = 22;   // points
        string[] entries = [.. plot.Legend.GetItems().Select(item => item.LabelText)];
        var columns = 2 * entries.Max(entry => FigureStyle.EntryWidth(plot, entry)) < FigureStyle.AxesWidth(plot) ? 2 : 1;
        FigureStyle.SetLegend(plot, columns == 2 ? Orientation.Horizontal : Orientation.Vertical, Edge.Bottom);
        return plot.Sized(FigureStyle.SizeOf(plot).Width, Axes + (Line * ((entries.Length + columns - 1) / columns)));
    }
}
