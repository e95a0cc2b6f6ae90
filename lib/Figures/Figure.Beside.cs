using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    /// <summary>
    /// Figures side by side, to be compared: as many per row, up to three, as a page of <see cref="FigureStyle.PageWidth"/> points holds
    /// with letters that are still legible; panels that are a little too wide for that are narrowed.
    /// </summary>
    /// <param name="plots">The figures; the first one's size is every panel's.</param>
    /// <param name="panelWidth">Width of a panel, points; the first figure's where not given.</param>
    /// <param name="panelHeight">Height of a panel, points; the first figure's where not given.</param>
    public static Multiplot Beside(IReadOnlyList<Plot> plots, int? panelWidth = null, int? panelHeight = null)
    {
        ArgumentNullException.ThrowIfNull(plots);
        ArgumentOutOfRangeException.ThrowIfZero(plots.Count, nameof(plots));
        var (width, height) = FigureStyle.SizeOf(plots[0]);
        width = panelWidth ?? width;
        var columns = Math.Clamp((int)Math.Round((double)FigureStyle.PageWidth / width), 1, Math.Min(3, plots.Count));
        return FigureStyle.Arrange(plots, columns, Math.Min(width, FigureStyle.PageWidth / columns), panelHeight ?? height);
    }
}
