using System.Runtime.InteropServices;

namespace Cellwright.Fronts.Jupyter;

/// <summary>
/// Lets the interrupt signal reach a kernel whose ancestor ignores it: a Jupyter that a script has started in the background
/// (`nohup jupyter lab &amp;`) hands that down, .NET respects it, and no cell could be interrupted. Jupyter sends the signal for nothing
/// else.
/// </summary>
internal static class InterruptSignal
{
    private const int Interrupt = 2;
    private const nint Default = 0;

    /// <summary>Takes the default disposition again; before a handler is registered.</summary>
    public static void TakeBack()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = signal(Interrupt, Default);
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint signal(int number, nint disposition);
}
