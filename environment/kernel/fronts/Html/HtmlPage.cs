using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;
using Cellwright.Fronts.Headless;

namespace Cellwright.Fronts.Html;

/// <summary>A notebook as one page that needs nothing else: prose, code, and the outputs that the file keeps.</summary>
public static partial class HtmlPage
{
    // Formulas stay readable TeX: a page that draws them would need a megabyte of script or the network.
    private static readonly MarkdownPipeline Prose =
        new MarkdownPipelineBuilder().UsePipeTables().UseMathematics().UseAutoIdentifiers().UseAutoLinks().Build();

    // The richest representation that a page shows without running anything.
    private static readonly string[] Preferred = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain"];

    /// <summary>Renders the page.</summary>
    /// <param name="document">The notebook with its saved outputs.</param>
    /// <param name="name">The page's title when the notebook has no heading.</param>
    public static string Render(NotebookDocument document, string name)
    {
        ArgumentNullException.ThrowIfNull(document);
        var body = new StringBuilder();
        foreach (var cell in document.Cells)
        {
            switch (cell.Type)
            {
                case "markdown":
                    body.Append("<section class=\"prose\">\n").Append(Markdown.ToHtml(cell.Source, Prose)).Append("</section>\n");
                    break;
                case "code" when !string.IsNullOrWhiteSpace(cell.Source):
                    body.Append("<section class=\"cell\">\n");
                    body.Append("<pre class=\"code\"><code>").Append(CodeColours.Html(cell.Source)).Append("</code></pre>\n");
                    foreach (var output in cell.Outputs.OfType<JsonObject>())
                    {
                        body.Append("<div class=\"output\">").Append(Output(output)).Append("</div>\n");
                    }

                    body.Append("</section>\n");
                    break;
                default:
                    break;
            }
        }

        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(Title(document) ?? name)}</title>
            <style>
            {PageStyle.Css}
            </style>
            </head>
            <body>
            <main>
            {body}</main>
            </body>
            </html>

            """;
    }

    private static string? Title(NotebookDocument document) =>
        document.Cells.Where(cell => cell.Type == "markdown")
            .SelectMany(cell => cell.Source.Split('\n'))
            .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();

    private static string Output(JsonObject output) => output["output_type"]?.ToString() switch
    {
        "stream" => Text(NotebookText.Join(output["text"]), output["name"]?.ToString() == "stderr" ? "error" : "stream"),
        "error" => Text(string.Join('\n', ((output["traceback"] as JsonArray) ?? []).Select(line => line?.ToString())), "error"),
        "display_data" or "execute_result" => Data(output["data"] as JsonObject ?? []),
        _ => "",
    };

    private static string Data(JsonObject data)
    {
        var mimeType = Preferred.FirstOrDefault(data.ContainsKey);
        var content = mimeType is null ? "" : NotebookText.Join(data[mimeType]);
        return mimeType switch
        {
            "text/html" or "image/svg+xml" => content,
            "image/png" or "image/jpeg" => $"<img alt=\"output\" src=\"data:{mimeType};base64,{content.ReplaceLineEndings("")}\">",
            "text/markdown" => Markdown.ToHtml(content, Prose),
            _ => Text(content, "result"),
        };
    }

    private static string Text(string text, string kind) =>
        $"<pre class=\"{kind}\">{WebUtility.HtmlEncode(TerminalColour().Replace(text, ""))}</pre>";

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex TerminalColour();
}
