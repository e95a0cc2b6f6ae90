using ScottPlot;

namespace MhdNet.Figures;

public static partial class Figure
{
    /// <summary>Figures side by side, to be compared; at most three a row.</summary>
    /// <param name="plots">The figures; the first one's size is every panel's.</param>
    /// <param name="panelWidth">Width of a panel, points; the first figure's where not given.</param>
    /// <param name="panelHeight">Height of a panel, points; the first figure's where not given.</param>
    public static Multiplot Beside(IReadOnlyList<Plot> plots, int? panelWidth = null, int? panelHeight = null)
    {
        ArgumentNullException.ThrowIfNull(plots);
        ArgumentOutOfRangeException.ThrowIfZero(plots.Count, nameof(plots));
        var (width, height) = FigureStyle.SizeOf(plots[0]);
        return FigureStyle.Arrange(plots, Math.Min(3, plots.Count), panelWidth ?? width, panelHeight ?? height);
    }
}
