namespace Cellwright;

/// <summary><c>plot.Display()</c>, for those who like the value first.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything that <see cref="Notebook.display"/> takes.</param>
    /// <param name="mimeTypes">Representations to show; none: those that suit the type.</param>
    /// <returns>A handle that can replace the value in place.</returns>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => Notebook.display(value, mimeTypes);

    /// <summary>Shows a text as what it is: HTML, Markdown, JSON, SVG, ...</summary>
    /// <param name="text">The text.</param>
    /// <param name="mimeType">Its mime type.</param>
    public static DisplayedValue DisplayAs(this string text, string mimeType) => Notebook.display(new Typed(text, mimeType), mimeType);

    /// <summary>Shows a sequence as a table.</summary>
    /// <param name="rows">The rows.</param>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> rows) => Notebook.display(rows, "text/html", "text/plain");
}
