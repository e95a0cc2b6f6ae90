namespace MhdNet.Figures;

/// <summary>
/// A piece of a notebook's page: HTML that says everything in its own tags and inline styles, so that it reads the same in Jupyter, in
/// VS Code and on a page made of it, and plain text for everything else. The suite's kernel shows both.
/// </summary>
public abstract class Passage
{
    /// <summary>The piece as HTML, with everything in it escaped.</summary>
    public abstract string ToHtml();

    /// <summary>The piece as plain text.</summary>
    public abstract override string ToString();
}
