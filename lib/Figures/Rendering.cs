using ScottPlot;
using SkiaSharp;

namespace MhdNet.Figures;

/// <summary>Turns the figures of this folder into pictures, at the size they were laid out for.</summary>
public static class Rendering
{
    /// <summary>Renders a plot.</summary>
    public static Picture ToPicture(this Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return Render(plot, plot.Render);
    }

    /// <summary>Renders several plots in their grid.</summary>
    public static Picture ToPicture(this Multiplot multiplot)
    {
        ArgumentNullException.ThrowIfNull(multiplot);
        return Render(multiplot, multiplot.Render);
    }

    private static Picture Render(object figure, Action<SKCanvas, PixelRect> render)
    {
        const float Scale = FigureStyle.Scale;
        const float Margin = 6;
        var (width, height) = FigureStyle.SizeOf(figure);
        return Picture.Draw((int)(width * Scale), (int)(height * Scale), canvas =>
        {
            canvas.Clear(SKColors.White);
            canvas.Scale(Scale);
            canvas.Translate(Margin, Margin);   // a multiplot lays out from the origin whatever rectangle it is given
            render(canvas, new PixelRect(0, width - 2 * Margin, height - 2 * Margin, 0));
        });
    }
}
