using Microsoft.AspNetCore.Html;

namespace MhdNet.Kernel;

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

    /// <summary>Takes away what the running cell has shown so far.</summary>
    /// <param name="wait">Only when its next output comes.</param>
    public static void ClearOutput(bool wait = false) => OutputContext.Current.ClearOutput(wait);
}
