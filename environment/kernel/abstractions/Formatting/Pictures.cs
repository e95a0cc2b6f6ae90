using System.Reflection;

namespace Cellwright.Formatting;

/// <summary>Plots and bitmaps as PNG in base64. The types are the notebook's, so calls to them are late bound.</summary>
internal static class Pictures
{
    // A plot of this size fills a notebook's column at 100 % and takes 20-60 kB.
    private const int Width = 720;
    private const int Height = 450;

    public static string OfPlot(object plot) =>
        Base64(Call(plot.GetType(), plot, "GetImageBytes", Width, Height, Png(plot, "ScottPlot.ImageFormat")));

    public static string OfMultiplot(object multiplot)
    {
        var extensions = multiplot.GetType().Assembly.GetType("ScottPlot.IMultiplotExtensions", throwOnError: true)!;
        return OfPlotImage(Call(extensions, null, "Render", multiplot, Width, Height));
    }

    public static string OfPlotImage(object image) =>
        Base64(Call(image.GetType(), image, "GetImageBytes", Png(image, "ScottPlot.ImageFormat"), 100));

    public static string OfSkia(object picture)
    {
        using var data = (IDisposable)Call(picture.GetType(), picture, "Encode", Png(picture, "SkiaSharp.SKEncodedImageFormat"), 100);
        return Base64(Call(data.GetType(), data, "ToArray"));
    }

    /// <summary>The finished PNG that the object itself holds.</summary>
    public static string OfPicture(object picture) => Base64(picture.GetType().GetProperty("Png")!.GetValue(picture)!);

    private static string Base64(object bytes) => Convert.ToBase64String((byte[])bytes);

    private static object Png(object sibling, string format) =>
        Enum.Parse(sibling.GetType().Assembly.GetType(format, throwOnError: true)!, "Png");

    private static object Call(Type type, object? target, string name, params object[] arguments)
    {
        bool Fits(MethodInfo method) => method.Name == name && method.IsStatic == target is null && Takes(method, arguments);
        var method = type.GetMethods().FirstOrDefault(Fits) ?? throw new MissingMethodException(type.FullName, name);
        return method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    private static bool Takes(MethodInfo method, object[] arguments) =>
        method.GetParameters() is var parameters
        && parameters.Length == arguments.Length
        && parameters.Zip(arguments).All(pair => pair.First.ParameterType.IsInstanceOfType(pair.Second));
}
