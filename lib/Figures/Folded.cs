using System.Net;

namespace MhdNet.Figures;

/// <summary>
/// Lines that few readers need, such as the runs behind a table or the machine: one line on the page, the rest after a click.
/// </summary>
/// <param name="title">The line that stays, such as "runs".</param>
/// <param name="lines">What is folded away.</param>
public sealed class Folded(string title, IEnumerable<string> lines) : Passage
{
    private readonly IReadOnlyList<string> _lines = [.. lines];

    /// <inheritdoc/>
    public override string ToHtml() =>
        // a newline right after the tag is not shown: each line of what is folded stands on one of its own, to be searched for
        $"<details><summary>{WebUtility.HtmlEncode(title)}</summary><pre style=\"white-space:pre-wrap;overflow-wrap:anywhere\">\n"
        + $"{WebUtility.HtmlEncode(string.Join('\n', _lines))}</pre></details>";

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', _lines.Select(line => "  " + line).Prepend(title + ":"));
}
