using System.Net;
using System.Text;

namespace MhdNet.Cli;

/// <summary>The page that <c>reproduce</c> leaves: every executed notebook, and how long each step took.</summary>
internal static class IndexPage
{
    /// <summary>The page's HTML.</summary>
    public static string Of(
        string scale, string folder, IReadOnlyList<Notebook> notebooks, IReadOnlyList<string> failed, IReadOnlyList<(string Step, TimeSpan Time)> steps)
    {
        var page = new StringBuilder();
        page.Append(
            $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>MhdNet, {{scale}} run</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
            table { border-collapse: collapse } td, th { padding: .2rem .8rem; border-bottom: 1px solid #8884; text-align: left }
            td:last-child, th:last-child { text-align: right } .failed { color: #d55e00; font-weight: bold }
            </style></head><body>
            <h1>MhdNet: {{scale}} run</h1>
            <p>{{DateTime.Now:yyyy-MM-dd HH:mm}}, {{Environment.ProcessorCount}} cores, {{Environment.OSVersion}}, .NET {{Environment.Version}}.</p>
            <h2>Notebooks</h2>
            <ol start="0">

            """);
        foreach (var notebook in notebooks)
        {
            var link = $"notebooks/{Path.GetFileName(folder)}/{notebook.Name}";
            var mark = failed.Contains(notebook.Name) ? " <span class=\"failed\">a cell failed</span>" : "";
            page.AppendLine($"<li><a href=\"{link}.html\">{WebUtility.HtmlEncode(notebook.Title)}</a> (<a href=\"{link}.ipynb\">notebook</a>){mark}</li>");
        }

        page.AppendLine("</ol>\n<h2>Time per step</h2>\n<table><tr><th>step</th><th>seconds</th></tr>");
        foreach (var (step, time) in steps)
        {
            page.AppendLine($"<tr><td>{WebUtility.HtmlEncode(step)}</td><td>{time.TotalSeconds:0.0}</td></tr>");
        }

        page.AppendLine("</table></body></html>");
        return page.ToString();
    }
}
