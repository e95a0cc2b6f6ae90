using System.Runtime.CompilerServices;
using ScottPlot;

namespace MhdNet.Figures;

/// <summary>What all figures share: the colours of Okabe and Ito, which most colour-blind readers can tell apart, and sizes.</summary>
public static class FigureStyle
{
    /// <summary>Pixels per point: figures are drawn this much larger than laid out, to be sharp on dense screens.</summary>
    internal const float Scale = 1.5f;

    /// <summary>
    /// The widest a figure is laid out, points. A notebook's column is some 830 pixels wide: there, letters of 13 points in a figure of
    /// this width are still 11 pixels high.
    /// </summary>
    internal const int PageWidth = 960;

    /// <summary>Size of the smallest letters, points.</summary>
    internal const float SmallLetters = 13;

    /// <summary>Margin added to a figure's title when its data is synthetic.</summary>
    internal const string SyntheticMark = " (synthetic data)";

    private static readonly ConditionalWeakTable<object, StrongBox<(int Width, int Height)>> _sizes = [];

    /// <summary>Okabe and Ito's colours, the hardly legible yellow last and darkened to olive.</summary>
    public static IReadOnlyList<string> Palette { get; } =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8A8D00"];

    /// <summary>Line patterns, so that curves differ by more than their colour.</summary>
    internal static IReadOnlyList<LinePattern> Patterns { get; } =
        [LinePattern.Solid, LinePattern.Dashed, LinePattern.DenselyDashed, LinePattern.Dotted];

    /// <summary>Ink of text and axes.</summary>
    internal static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>Colour of what is only a guide: grid, chance line, marks.</summary>
    internal static Color Faint { get; } = Color.FromHex("#8C8C8C");

    /// <summary>The k-th colour, from the start again after the last.</summary>
    internal static Color Colour(int k) => Color.FromHex(Palette[k % Palette.Count]);

    /// <summary>The k-th pattern; curves that share a colour differ in it.</summary>
    internal static LinePattern Pattern(int k) => Patterns[k % Patterns.Count];

    /// <summary>The title, marked when the data is synthetic.</summary>
    internal static string Title(string title, bool synthetic) => synthetic ? title + SyntheticMark : title;

    /// <summary>An empty plot in the house style.</summary>
    internal static Plot Create(string title, string xLabel, string yLabel, bool synthetic, int width = 760, int height = 460)
    {
        var plot = new Plot();
        plot.Font.Set(Typefaces.Family);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(Ink);
        plot.Title(Title(title, synthetic), size: 17);
        plot.XLabel(xLabel, size: 14);
        plot.YLabel(yLabel, size: 14);
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Axes.Left.TickGenerator = Ticks();
        plot.Axes.Bottom.TickGenerator = Ticks();
        plot.HideLegend();
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        plot.Legend.FontName = Typefaces.Family;
        plot.Legend.FontSize = SmallLetters;
        plot.Legend.OutlineColor = Color.FromHex("#CCCCCC");
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.SymbolWidth = 26;
        return plot.Sized(width, height);
    }

    /// <summary>Some seven ticks per axis: enough to read off, few enough to stay apart.</summary>
    internal static ScottPlot.TickGenerators.NumericAutomatic Ticks(bool wholeNumbers = false) =>
        new() { TargetTickCount = 7, IntegerTicksOnly = wholeNumbers };

    /// <summary>
    /// A legend outside the axes, where it hides nothing: below them in one row where that fits, else one entry per line, beside them or,
    /// where that would leave little room for them, below.
    /// </summary>
    internal static void LegendOutside(Plot plot)
    {
        const double Beside = 0.3;   // of the axes' width
        double[] entries = [.. plot.Legend.GetItems().Select(item => EntryWidth(plot, item.LabelText))];
        var oneRow = entries.Sum() < AxesWidth(plot);
        var below = oneRow || entries.Max() > Beside * AxesWidth(plot);
        plot.Legend.TightHorizontalWrapping = true;
        SetLegend(plot, oneRow ? Orientation.Horizontal : Orientation.Vertical, below ? Edge.Bottom : Edge.Right);
    }

    /// <summary>Puts the legend into a panel of its own, and nowhere else.</summary>
    internal static void SetLegend(Plot plot, Orientation orientation, Edge edge)
    {
        foreach (var panel in plot.Axes.GetPanels().OfType<ScottPlot.Panels.LegendPanel>().ToArray())
        {
            plot.Axes.Remove(panel);
        }

        plot.Legend.Orientation = orientation;
        plot.ShowLegend(edge);
    }

    /// <summary>Width that is left for what lies between the vertical axis and the right edge, points.</summary>
    internal static double AxesWidth(Plot plot) => SizeOf(plot).Width - 90;

    /// <summary>Width of a legend's entry with its symbol and the gaps round it, points.</summary>
    internal static double EntryWidth(Plot plot, string text)
    {
        const double Gaps = 14;
        using var font = new SkiaSharp.SKFont(Typefaces.Face(), SmallLetters);
        return font.MeasureText(text) + plot.Legend.SymbolWidth + Gaps;
    }

    /// <summary>Several plots in a grid.</summary>
    internal static Multiplot Arrange(IReadOnlyList<Plot> plots, int columns, int panelWidth, int panelHeight)
    {
        var rows = (plots.Count + columns - 1) / columns;
        var multiplot = new Multiplot(plots[0]);
        foreach (var plot in plots.Skip(1))
        {
            multiplot.AddPlot(plot);
        }

        foreach (var plot in plots.Where(plot => plot.Legend.TightHorizontalWrapping)) // by LegendOutside, for another width
        {
            LegendOutside(plot.Sized(panelWidth, panelHeight));
        }

        multiplot.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, columns);
        return multiplot.Sized(columns * panelWidth, rows * panelHeight);
    }

    /// <summary>Remembers the size at which a figure is meant to be seen.</summary>
    internal static T Sized<T>(this T figure, int width, int height)
        where T : class
    {
        _sizes.AddOrUpdate(figure, new StrongBox<(int, int)>((width, height)));
        return figure;
    }

    /// <summary>The size at which a figure is meant to be seen, in points; 760 x 460 for one not made here.</summary>
    internal static (int Width, int Height) SizeOf(object figure) =>
        _sizes.TryGetValue(figure, out var size) ? size.Value : (760, 460);
}
