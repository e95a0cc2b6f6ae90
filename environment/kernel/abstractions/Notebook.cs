using Microsoft.AspNetCore.Html;

namespace Cellwright;

/// <summary>What every cell may call without a <c>using</c>, under .NET Interactive's names, so that its notebooks run here.</summary>
public static class Notebook
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything: a number, a table, a plot, an image.</param>
    /// <param name="mimeTypes">Representations to show; none: those that suit the type.</param>
    /// <returns>A handle that can replace the value in place.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        var displayed = new DisplayedValue(Guid.NewGuid().ToString("N"), mimeTypes);
        OutputContext.Current.Display(Presentation.Of(value, mimeTypes), displayed.DisplayId);
        return displayed;
    }

    /// <summary>Marks a string as HTML, so that it is shown as such.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the page.</summary>
    /// <param name="script">JavaScript.</param>
    public static DisplayedValue Javascript(string script) => display(HTML($"<script>\n{script}\n</script>"), "text/html");

    /// <summary>Styles the page.</summary>
    /// <param name="rules">CSS.</param>
    public static DisplayedValue CSS(string rules) => display(HTML($"<style>\n{rules}\n</style>"), "text/html");

    /// <summary>A formula; show it with <see cref="display"/>, or as the cell's last expression.</summary>
    /// <param name="source">TeX.</param>
    public static LaTeXText LaTeX(string source) => new(source);

    /// <summary>Takes away what the running cell has shown so far.</summary>
    /// <param name="wait">Only when its next output comes.</param>
    public static void ClearOutput(bool wait = false) => OutputContext.Current.ClearOutput(wait);

    /// <summary>The same helpers under the class name that .NET Interactive's notebooks write before them.</summary>
    public static class Kernel
    {
        /// <inheritdoc cref="Notebook.display"/>
        public static DisplayedValue display(object? value, params string[] mimeTypes) => Notebook.display(value, mimeTypes);

        /// <inheritdoc cref="Notebook.HTML"/>
        public static IHtmlContent HTML(string content) => Notebook.HTML(content);

        /// <inheritdoc cref="Notebook.Javascript"/>
        public static DisplayedValue Javascript(string script) => Notebook.Javascript(script);

        /// <inheritdoc cref="Notebook.CSS"/>
        public static DisplayedValue CSS(string rules) => Notebook.CSS(rules);
    }
}
