using Microsoft.DotNet.Interactive.Formatting;

namespace Cellwright.Formatting;

/// <summary>A formatter of this suite, a type of its own because formatters that a notebook registers win.</summary>
/// <param name="type">The type formatted, derived types included.</param>
/// <param name="mimeType">Mime type of what it makes.</param>
/// <param name="specific">Whether it is for this very type; false: a general fallback.</param>
/// <param name="accepts">Which values of the type it takes.</param>
/// <param name="format">Makes the representation.</param>
internal sealed class BuiltInFormatter(Type type, string mimeType, bool specific, Func<object, bool> accepts, Func<object, string> format)
    : ITypeFormatter
{
    /// <inheritdoc />
    public string MimeType => mimeType;

    /// <inheritdoc />
    public Type Type => type;

    public bool Specific => specific;

    public bool Accepts(object value) => accepts(value);

    /// <inheritdoc />
    public bool Format(object instance, FormatContext context)
    {
        if (!accepts(instance))
        {
            return false;
        }

        context.Writer.Write(format(instance));
        return true;
    }
}
