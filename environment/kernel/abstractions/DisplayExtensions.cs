namespace MhdNet.Kernel;

/// <summary><c>plot.Display()</c>, for those who like the value first.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Anything that <see cref="Notebook.display"/> takes.</param>
    /// <param name="mimeTypes">Representations to show; none: those that suit the type.</param>
    /// <returns>A handle that can replace the value in place.</returns>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => Notebook.display(value, mimeTypes);
}
