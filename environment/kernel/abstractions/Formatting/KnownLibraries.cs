using System.Reflection;

namespace Cellwright.Formatting;

/// <summary>Which formatters belong to which library, by assembly and type name.</summary>
internal static class KnownLibraries
{
    private const string ChartType = "Plotly.NET.GenericChart";

    /// <summary>Adds one formatter: type, mime type, specific, accepts, format.</summary>
    public delegate void Add(Type type, string mimeType, bool specific, Func<object, bool> accepts, Func<object, string> format);

    /// <summary>Adds the formatters of a library that was just loaded; any other assembly adds none.</summary>
    public static void Register(Assembly assembly, Add add)
    {
        void For(string type, string mimeType, Func<object, string> format)
        {
            if (assembly.GetType(type) is { } found)
            {
                add(found, mimeType, true, _ => true, format);
            }
        }

        switch (assembly.GetName().Name)
        {
            case "ScottPlot":
                For("ScottPlot.Plot", "image/png", Pictures.OfPlot);
                For("ScottPlot.Multiplot", "image/png", Pictures.OfMultiplot);
                For("ScottPlot.Image", "image/png", Pictures.OfPlotImage);
                break;
            case "MhdNet.Lib":
                For("MhdNet.Figures.Picture", "image/png", Pictures.OfPicture);
                For("MhdNet.Figures.Passage", "text/html", passage => ((dynamic)passage).ToHtml());
                For("MhdNet.Figures.Passage", "text/plain", passage => passage.ToString()!);
                break;
            case "SkiaSharp":
                For("SkiaSharp.SKBitmap", "image/png", Pictures.OfSkia);
                For("SkiaSharp.SKImage", "image/png", Pictures.OfSkia);
                break;
            case "Microsoft.Data.Analysis":
                For("Microsoft.Data.Analysis.DataFrame", "text/html", frame => DataFrames.Table(frame).ToHtml());
                For("Microsoft.Data.Analysis.DataFrame", "text/plain", frame => DataFrames.Table(frame).ToText());
                break;
            case "TorchSharp":
                For("TorchSharp.torch+Tensor", "text/plain", Tensors.Describe);
                For("TorchSharp.torch+nn+Module", "text/plain", Tensors.DescribeModule);
                break;
            case "Plotly.NET":
                For(ChartType, "text/html", PlotlyPage.Embed);
                For(ChartType, "text/plain", _ => "[interactive chart: run the notebook in Jupyter to see it]");
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a value is a Plotly.NET chart, whose HTML is for live screens.</summary>
    public static bool IsInteractiveChart(object value)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == ChartType)
            {
                return true;
            }
        }

        return false;
    }
}
