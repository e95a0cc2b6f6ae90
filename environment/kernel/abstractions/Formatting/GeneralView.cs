using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Cellwright.Formatting;

/// <summary>Any value that has no formatter of its own: a table when it is made of values, else its text.</summary>
internal static class GeneralView
{
    public static string Text(object value) => value switch
    {
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IHtmlContent html => Html(html),
        Type type => TypeNames.Of(type),
        _ when JsonView.Suits(value) => JsonView.Text(value),
        _ when TabularView.Suits(value) => TabularView.Of(value).ToText(),
        Task task => Tasks.Describe(task),
        _ when TypeNames.HasOwnText(value.GetType()) => value.ToString() ?? "",
        _ => Tasks.IsAsyncSequence(value)
            ? TypeNames.Of(value.GetType()) + ", an asynchronous sequence: await foreach gives its values"
            : TypeNames.Of(value.GetType()),
    };

    public static string Html(object value)
    {
        if (value is IHtmlContent html)
        {
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            html.WriteTo(writer, HtmlEncoder.Default);
            return writer.ToString();
        }

        return JsonView.Suits(value) ? JsonView.Html(value)
            : TabularView.Suits(value) ? TabularView.Of(value).ToHtml() : $"<pre>{WebUtility.HtmlEncode(Text(value))}</pre>";
    }
}
