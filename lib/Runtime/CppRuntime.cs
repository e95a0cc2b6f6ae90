namespace MhdNet.Runtime;

/// <summary>Which C++ runtime this process loaded, and whether it carries the version libLibTorchSharp.so was built against.</summary>
internal static class CppRuntime
{
    private const string Wanted = "GLIBCXX_3.4.32";

    /// <summary>One phrase for the run's report. Call it after libtorch is loaded.</summary>
    public static string Describe()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "not used on this system";
        }

        var path = File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .FirstOrDefault(mapped => Path.GetFileName(mapped).StartsWith("libstdc++.so", StringComparison.Ordinal));
        if (path is null)
        {
            return "libstdc++ not loaded";
        }

        var carries = File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Wanted + "\0")) >= 0;
        return $"{Path.GetFileName(path)} {(carries ? "has" : "lacks")} {Wanted}{(carries ? "" : " (need weakened by the build)")}";
    }
}
