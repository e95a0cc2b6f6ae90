using ScottPlot;

namespace MhdNet.Figures;

/// <summary>
/// The figures, one function each. They take plain numbers and evaluation types and give ScottPlot plots, which
/// <see cref="Rendering"/> turns into pictures; a title says "synthetic" when the data is.
/// </summary>
public static partial class Figure
{
    /// <summary>Lines over a common axis, such as the sorted use of memory items, or accuracy by a loss weight.</summary>
    /// <param name="curves">The lines; those without a finite value appear in the legend only.</param>
    /// <param name="xLabel">Horizontal axis, with unit.</param>
    /// <param name="yLabel">Vertical axis, with unit.</param>
    /// <param name="title">Title.</param>
    /// <param name="synthetic">Whether the data is synthetic.</param>
    /// <param name="markers">Whether each value is marked by a dot.</param>
    public static Plot Lines(
        IReadOnlyList<Curve> curves, string xLabel, string yLabel, string title, bool synthetic, bool markers = false)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var plot = Drawn(curves, xLabel, yLabel, title, synthetic, markers);
        if (curves.Count > 1)
        {
            FigureStyle.LegendOutside(plot);
        }

        return plot;
    }

    private static Plot Drawn(IReadOnlyList<Curve> curves, string xLabel, string yLabel, string title, bool synthetic, bool markers = false)
    {
        var plot = FigureStyle.Create(title, xLabel, yLabel, synthetic);
        for (var k = 0; k < curves.Count; k++)
        {
            AddCurve(plot, curves[k], k, markers);
        }

        if (!curves.SelectMany(c => c.Values).Any(double.IsFinite))
        {
            SayEmpty(plot);
        }

        Frame(plot, curves);
        return plot;
    }

    /// <summary>An empty figure says so, lest it be taken for a failed one.</summary>
    private static void SayEmpty(Plot plot)
    {
        var note = plot.Add.Annotation("no values", Alignment.MiddleCenter);
        note.LabelFontName = Typefaces.Family;
        note.LabelFontSize = 15;
        note.LabelFontColor = FigureStyle.Faint;
        note.LabelBackgroundColor = Colors.Transparent;
        note.LabelBorderColor = Colors.Transparent;
        note.LabelShadowColor = Colors.Transparent;
    }

    private static void AddCurve(Plot plot, Curve curve, int k, bool markers, LinePattern? pattern = null)
    {
        var finite = curve.Values.Select((value, i) => (X: curve.X(i), Y: value)).Where(p => double.IsFinite(p.Y)).ToArray();
        var line = plot.Add.Scatter(finite.Select(p => p.X).ToArray(), finite.Select(p => p.Y).ToArray(), FigureStyle.Colour(k));
        line.LegendText = finite.Length > 0 ? curve.Name : curve.Name + " (none)";
        line.LineWidth = 2.5f;
        line.LinePattern = pattern ?? FigureStyle.Pattern(k);
        line.MarkerSize = markers || finite.Length == 1 ? 7 : 0;
    }

    /// <summary>
    /// Room for the lines: whole numbers across where they count, and 0 below where the values are all positive and near it.
    /// </summary>
    private static void Frame(Plot plot, IReadOnlyList<Curve> curves)
    {
        var values = curves.SelectMany(c => c.Values).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var places = curves.SelectMany(c => Enumerable.Range(0, c.Values.Count).Select(c.X)).DefaultIfEmpty(1).ToArray();
        var counted = curves.All(c => c.At is null);
        var (left, right) = counted ? (1, Math.Max(2, places.Max())) : (places.Min(), places.Max());
        double low = values.Min(), high = values.Max();
        var span = high > low ? high - low : Math.Max(Math.Abs(high), 1);
        var bottom = low >= 0 && low < 0.5 * high ? 0 : low - 0.05 * span;
        plot.Axes.SetLimits(left - 0.02 * (right - left), right + 0.02 * (right - left), bottom, high + 0.08 * span);
        plot.Axes.Bottom.TickGenerator = FigureStyle.Ticks(wholeNumbers: counted);
    }
}
