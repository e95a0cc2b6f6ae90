using System.Text;
using MhdNet.Figures;
using static MhdNet.Cli.HtmlPage;

namespace MhdNet.Cli;

/// <summary>
/// The page that <c>reproduce</c> leaves, one to show to others: what this is and what it is not, the result, the verdicts, the notebooks.
/// </summary>
internal static class IndexPage
{
    /// <summary>The page's HTML, with everything that the model says escaped.</summary>
    public static string Render(IndexModel model)
    {
        var page = new StringBuilder();
        page.Append(HtmlPage.Begin(model.Title, model.Title));
        Each(page, "<p class=\"lead\">", model.Is, "</p>\n");
        if (model.IsNot.Count > 0)
        {
            page.Append("<div class=\"not\"><strong>What this is not</strong>\n<ul>\n");
            Each(page, "<li>", model.IsNot, "</li>\n");
            page.Append("</ul></div>\n");
        }

        Each(page, "<p class=\"warning\" role=\"note\">", model.Warnings, "</p>\n");
        Result(page, model);
        page.Append("<h2>Notebooks</h2>\n");
        foreach (var notebook in model.Notebooks)
        {
            Entry(page, notebook);
        }

        Times(page, model.Times);
        page.Append($"<p class=\"dim\">{Text(model.Made)}</p>\n").Append(HtmlPage.End);
        return page.ToString();
    }

    private static void Result(StringBuilder page, IndexModel model)
    {
        if (model.Headline is { } headline)
        {
            page.Append($"<h2>The result</h2>\n{headline.ToHtml()}\n<p class=\"dim\">{Text(model.HeadlineCaption)}</p>\n");
        }

        if (model.Figure is { } figure)
        {
            page.Append($"<figure>{Image(figure, model.FigureCaption)}<figcaption>{Text(model.FigureCaption)}</figcaption></figure>\n");
        }

        if (model.Verdicts.Count > 0)
        {
            page.Append($"<h2>What the paper states, and what came out here</h2>\n{VerdictTable.Of(model.Verdicts).ToHtml()}\n")
                .Append("<p class=\"dim\">Undecided: the patients and seeds at hand cannot tell.</p>\n");
        }
    }

    private static void Entry(StringBuilder page, IndexNotebook notebook)
    {
        var title = notebook.Page is { } address ? $"<a href=\"{Link(address)}\">{Text(notebook.Title)}</a>" : Text(notebook.Title);
        page.Append("<article class=\"notebook\">\n")
            .Append(notebook.Picture is { } picture
                ? $"<div class=\"picture\">{Image(picture, "Out of " + notebook.Title)}</div>\n"
                : "<div class=\"picture none\">no picture</div>\n")
            .Append($"<div><h3>{title}</h3>\n");
        if (notebook.Sentence.Length > 0)
        {
            page.Append($"<p>{Text(notebook.Sentence)}</p>\n");
        }

        if (notebook.Failed)
        {
            page.Append("<p class=\"failed\">A cell failed: the notebook shows where, and what is missing after it.</p>\n");
        }

        if (notebook.Skipped is { } reason)
        {
            page.Append($"<p class=\"dim\">Left out: {Text(reason)}.</p>\n");
        }

        if (notebook.File is { } file)
        {
            page.Append($"<p class=\"dim\"><a href=\"{Link(file)}\">{Text(Path.GetFileName(file))}</a></p>\n");
        }

        page.Append("</div>\n</article>\n");
    }

    private static void Times(StringBuilder page, IReadOnlyList<(string Step, TimeSpan Time)> times)
    {
        if (times.Count > 0)
        {
            var table = Table.Of(
                times, ("step", step => step.Step), ("seconds", step => FormattableString.Invariant($"{step.Time.TotalSeconds:0.0}")));
            page.Append($"<details><summary>Time per step</summary>\n{table.ToHtml()}\n</details>\n");
        }
    }

    private static void Each(StringBuilder page, string before, IEnumerable<string> texts, string after)
    {
        foreach (var text in texts)
        {
            page.Append(before).Append(Text(text)).Append(after);
        }
    }

    private static string Image(byte[] png, string says) =>
        $"<img alt=\"{Text(says)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">";

    /// <summary>A relative address, each part escaped: none can begin a scheme or end an attribute.</summary>
    private static string Link(string path) =>
        string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString));
}
