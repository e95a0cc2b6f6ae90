using System.Net;

namespace MhdNet.Figures;

/// <summary>
/// What a reader must know of all numbers of a notebook, such as whose data they are of; shown once, at its top.
/// </summary>
/// <param name="text">The sentences.</param>
public sealed class Caution(string text) : Passage
{
    /// <inheritdoc/>
    public override string ToHtml() =>
        $"<p style=\"border-left:4px solid {FigureStyle.Palette[1]};margin:.6em 0;padding:.2em .9em\">{WebUtility.HtmlEncode(text)}</p>";

    /// <inheritdoc/>
    public override string ToString() => text;
}
