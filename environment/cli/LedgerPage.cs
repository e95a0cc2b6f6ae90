using System.Text;
using MhdNet.Studies.Paper;
using static MhdNet.Cli.HtmlPage;

namespace MhdNet.Cli;

/// <summary>
/// The ledger as one page to hand over: every statement by its kind, how such a statement is judged, what came out, by which runs and which
/// command.
/// </summary>
internal static class LedgerPage
{
    private const string Css = """
        main { max-width: 70rem } td { vertical-align: top; font-size: .88rem } td.claim { min-width: 16rem } code { font-size: .82rem }
        .holds { color: var(--good); font-weight: 600 } .doesnothold { color: var(--warn); font-weight: 600 }
        .scroll { overflow-x: auto } td details { margin: .2rem 0 0 } td summary { font-weight: 400; color: var(--dim) }
        """;

    /// <summary>The page's HTML, with all texts escaped.</summary>
    /// <param name="entries">The statements.</param>
    /// <param name="summary">How many stand how.</param>
    /// <param name="caption">Whose patients they were judged on.</param>
    public static string Render(IReadOnlyList<LedgerEntry> entries, string summary, string caption)
    {
        var page = new StringBuilder();
        const string Heading = "What the paper states, and what came out here";
        page.Append(HtmlPage.Begin($"MHD-Net: {char.ToLowerInvariant(Heading[0])}{Heading[1..]}", Heading, Css))
            .Append($"<p class=\"lead\">{Text(summary)}.</p>\n<p class=\"warning\" role=\"note\">{Text(caption)}</p>\n");
        foreach (var tier in Enum.GetValues<StatementTier>())
        {
            var own = entries.Where(entry => entry.Tier == tier).ToList();
            if (own.Count > 0)
            {
                page.Append($"<h2>{Text(tier.InWords())}</h2>\n<p class=\"dim\">{Text(tier.Tolerance())}</p>\n")
                    .Append("<div class=\"scroll\"><table>\n<tr><th>statement</th><th>paper</th>")
                    .Append("<th>judged here</th><th>here</th><th>verdict</th></tr>\n");
                own.ForEach(entry => Row(page, entry));
                page.Append("</table></div>\n");
            }
        }

        return page.Append(HtmlPage.End).ToString();
    }

    private static void Row(StringBuilder page, LedgerEntry entry)
    {
        page.Append($"<tr id=\"{Text(entry.Id)}\"><td class=\"claim\"><span class=\"dim\">{Text(entry.Id)}, {Text(entry.Where)}</span><br>")
            .Append($"{Text(entry.Claim)}</td><td>{Text(entry.Paper)}</td><td>{Text(entry.Judged)}</td><td>{Text(entry.Here)}");
        if (entry.Command.Length > 0 || entry.Runs.Count > 0)
        {
            page.Append("<details><summary>how it was made</summary>");
            if (entry.Command.Length > 0)
            {
                page.Append($"<code>{Text(entry.Command)}</code>");
            }

            if (entry.Runs.Count > 0)
            {
                page.Append($"<br>code {Text(entry.Code)}, runs <code>{Text(string.Join(' ', entry.Runs))}</code>");
            }

            page.Append("</details>");
        }

        page.Append($"</td><td class=\"{$"{entry.Standing}".ToLowerInvariant()}\">{Text(entry.StandingInWords)}</td></tr>\n");
    }
}
