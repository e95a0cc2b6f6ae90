using System.Runtime.InteropServices;

namespace MhdNet.Runtime;

/// <summary>
/// Settings of glibc's malloc with which it reuses the memory of large tensors instead of mapping and unmapping it at every
/// operation; a training step then takes about half the time. They hold for the process and must precede the first tensor.
/// </summary>
internal static partial class GlibcAllocator
{
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8;

    // No mapping per tensor, no trimming, grow by 64 MB, one arena.
    private static readonly (int Parameter, int Value)[] Settings =
        [(MmapMax, 0), (TrimThreshold, -1), (TopPad, 64 << 20), (ArenaMax, 1)];

    /// <summary>Version of glibc, or null on another C library or system.</summary>
    public static string? Version { get; } = FindVersion();

    /// <summary>Applies the settings.</summary>
    /// <returns>Whether glibc is there and took every setting.</returns>
    public static bool Apply()
    {
        if (Version is null)
        {
            return false;
        }

        var taken = true;
        foreach (var (parameter, value) in Settings)
        {
            taken &= mallopt(parameter, value) == 1;
        }

        return taken;
    }

    private static string? FindVersion()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library))
        {
            return null;
        }

        return NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _)
            ? Marshal.PtrToStringUTF8(gnu_get_libc_version())
            : null;
    }

    [LibraryImport("libc.so.6")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc.so.6")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint gnu_get_libc_version();
}
