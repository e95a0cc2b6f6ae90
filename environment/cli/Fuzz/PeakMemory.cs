using System.Globalization;

namespace MhdNet.Cli.Fuzz;

/// <summary>How much the process grows at most during a piece of work, native memory included; 0 where the system does not tell.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string Clear = "/proc/self/clear_refs"; // 5: forget the highest size so far (proc(5))

    private static readonly bool _told = IsTold();

    /// <summary>Starts to watch; the bytes in use now.</summary>
    public static long Reset()
    {
        if (!_told)
        {
            return 0;
        }

        File.WriteAllText(Clear, "5");
        return Read("VmRSS:");
    }

    /// <summary>The most bytes in use since <see cref="Reset"/>.</summary>
    public static long Peak() => _told ? Read("VmHWM:") : 0;

    private static bool IsTold()
    {
        try
        {
            File.WriteAllText(Clear, "5");
            return File.Exists(Status);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // another system, or a container that does not allow it
        }
    }

    private static long Read(string name)
    {
        var line = File.ReadLines(Status).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
    }
}
