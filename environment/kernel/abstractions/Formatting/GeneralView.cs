using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace MhdNet.Kernel.Formatting;

/// <summary>Any value that has no formatter of its own: a table when it is made of values, else its text.</summary>
internal static class GeneralView
{
    public static string Text(object value) => value switch
    {
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IHtmlContent html => Html(html),
        _ when TabularView.Suits(value) => TabularView.Of(value).ToText(),
        _ => value.ToString() ?? "",
    };

    public static string Html(object value)
    {
        if (value is IHtmlContent html)
        {
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            html.WriteTo(writer, HtmlEncoder.Default);
            return writer.ToString();
        }

        return TabularView.Suits(value) ? TabularView.Of(value).ToHtml() : $"<pre>{WebUtility.HtmlEncode(Text(value))}</pre>";
    }
}
