using System.Net;

namespace MhdNet.Figures;

/// <summary>Sentences, one per bullet: what a notebook found.</summary>
/// <param name="sentences">The sentences.</param>
public sealed class Bullets(IEnumerable<string> sentences) : Passage
{
    private readonly IReadOnlyList<string> _sentences = [.. sentences];

    /// <inheritdoc/>
    public override string ToHtml() =>
        $"<ul>\n{string.Concat(_sentences.Select(sentence => $"<li>{WebUtility.HtmlEncode(sentence)}</li>\n"))}</ul>";

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', _sentences.Select(sentence => "- " + sentence));
}
