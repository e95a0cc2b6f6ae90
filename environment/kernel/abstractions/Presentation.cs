using MhdNet.Kernel.Formatting;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace MhdNet.Kernel;

/// <summary>From a value to its representations: formatters registered in the notebook first, then those of this suite.</summary>
public static class Presentation
{
    private const string Plain = "text/plain";
    private const string Html = "text/html";

    /// <summary>Represents a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">Mime types asked for; empty: those that suit the type.</param>
    public static MimeBundle Of(object? value, params string[] mimeTypes)
    {
        BuiltInFormatters.Register();
        if (value is null)
        {
            return new MimeBundle(new Dictionary<string, string> { [Plain] = Formatter.NullString });
        }

        var wanted = mimeTypes is { Length: > 0 } ? mimeTypes : MimeTypesFor(value);
        var data = new Dictionary<string, string>();
        foreach (var mimeType in wanted)
        {
            data[mimeType] = value.ToDisplayString(mimeType);
        }

        return new MimeBundle(data) { LiveOnly = KnownLibraries.IsInteractiveChart(value) ? new HashSet<string> { Html } : [] };
    }

    private static IReadOnlyCollection<string> MimeTypesFor(object value)
    {
        var type = value.GetType();
        var preferred = Formatter.GetPreferredMimeTypesFor(type);
        if (!(preferred.Count == 1 && preferred.First() == Formatter.DefaultMimeType))
        {
            return preferred;
        }

        var registered = Formatter.RegisteredFormatters(includeDefaults: false).Where(formatter => Fits(formatter.Type, type)).ToArray();
        var own = registered.Where(formatter => formatter is not BuiltInFormatter)
            .Select(formatter => formatter.MimeType).Distinct().ToArray();
        if (own.Length > 0)
        {
            return own;
        }

        var known = registered.OfType<BuiltInFormatter>().Where(formatter => formatter.Specific && formatter.Accepts(value))
            .Select(formatter => formatter.MimeType).Distinct().ToArray();
        return known.Length > 0 ? known
            : value is IHtmlContent ? [Html]
            : TabularView.Suits(value) ? [Html, Plain]
            : [Plain];
    }

    private static bool Fits(Type formatted, Type type) =>
        formatted.IsAssignableFrom(type)
        || (formatted.IsGenericTypeDefinition && type.IsGenericType && type.GetGenericTypeDefinition() == formatted);
}
