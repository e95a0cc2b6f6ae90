using System.Reflection;
using Cellwright.Formatting;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Cellwright;

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

        if (value is Typed typed)
        {
            return new MimeBundle(new Dictionary<string, string> { [typed.MimeType] = typed.Text });
        }

        var data = new Dictionary<string, string>();
        try
        {
            foreach (var mimeType in mimeTypes is { Length: > 0 } ? mimeTypes : MimeTypesFor(value))
            {
                data[mimeType] = value.ToDisplayString(mimeType);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A formatter of the notebook, a getter or an enumerator that throws: the cell has done its work.
            var thrown = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            data[Plain] = $"{TypeNames.Of(value.GetType())}, which cannot be shown: {thrown.GetType().Name}: {thrown.Message}";
        }

        return new MimeBundle(data) { LiveOnly = KnownLibraries.IsInteractiveChart(value) ? new HashSet<string> { Html } : [] };
    }

    /// <summary>Represents the value of a cell's last expression, of which the compiler knows more than the value does.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tupleNames">What the elements of its tuples are called in the cell; null: it has none.</param>
    public static MimeBundle OfResult(object? value, IReadOnlyList<string>? tupleNames)
    {
        TabularView.TupleNames = tupleNames;
        try
        {
            return Of(value);
        }
        finally
        {
            TabularView.TupleNames = null;
        }
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
            : TabularView.Suits(value) || JsonView.Suits(value) ? [Html, Plain]
            : [Plain];
    }

    private static bool Fits(Type formatted, Type type) =>
        formatted.IsAssignableFrom(type)
        || (formatted.IsGenericTypeDefinition && type.IsGenericType && type.GetGenericTypeDefinition() == formatted);
}
