using System.Globalization;
using System.Net;
using System.Text;

namespace Cellwright.Formatting;

/// <summary>A table: the rows that are shown, and how many there are.</summary>
/// <param name="Headers">Column names; a single empty name: no header line.</param>
/// <param name="Rows">The cells of the shown rows.</param>
/// <param name="Total">Rows in all; null: not known, more than shown.</param>
internal sealed record Table(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, long? Total)
{
    /// <summary>A line above the table; empty: none.</summary>
    public string Caption { get; init; } = "";

    public string ToHtml()
    {
        var html = new StringBuilder(Caption.Length > 0 ? $"<p>{WebUtility.HtmlEncode(Caption)}</p>\n" : "").Append("<table>\n<thead><tr>");
        foreach (var header in Headers)
        {
            html.Append("<th>").Append(WebUtility.HtmlEncode(header)).Append("</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>");
        return Count is { Length: > 0 } count ? html.Append("\n<p>").Append(count).Append("</p>").ToString() : html.ToString();
    }

    public string ToText()
    {
        var lines = Rows.Prepend(Headers).ToArray();
        var widths = Headers.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder(Caption.Length > 0 ? Caption + "\n" : "");
        foreach (var line in lines)
        {
            text.AppendJoin("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd().Append('\n');
        }

        return text.Append(Count).ToString().TrimEnd('\n');
    }

    private string Count => Total == Rows.Count ? ""
        : Total is null ? $"the first {Rows.Count} rows of more"
        : string.Create(CultureInfo.InvariantCulture, $"{Rows.Count} of {Total:N0} rows");
}
