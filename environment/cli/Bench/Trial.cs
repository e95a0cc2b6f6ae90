using System.Globalization;
using System.Runtime.InteropServices;
using MhdNet.Runtime;

namespace MhdNet.Cli.Bench;

/// <summary>What one way of doing something with tensors took.</summary>
/// <param name="Wall">Median seconds.</param>
/// <param name="Processor">Median seconds of processor time, all threads together: other programs hardly change it.</param>
/// <param name="HighestMegabytes">Resident memory of the process at its highest; NaN on systems that do not tell.</param>
/// <param name="ExtraMegabytes">The same, less the resident memory before.</param>
internal sealed partial record Trial(double Wall, double Processor, double HighestMegabytes, double ExtraMegabytes)
{
    /// <summary>Times several ways in turn: what disturbs the machine disturbs all of them.</summary>
    /// <param name="rounds">How often each is timed; untimed calls measure its memory and take it from the system first.</param>
    /// <param name="ways">The work, done once at each call.</param>
    /// <param name="cancellation">Stops between two pieces of work.</param>
    /// <param name="progress">Told every round; may be null.</param>
    public static Trial[] InTurn(
        int rounds, IReadOnlyList<Action> ways, CancellationToken cancellation, IProgress<WorkProgress>? progress = null)
    {
        var memory = ways.Select(way =>
        {
            way(); // compiles, and fills the caches of libtorch
            return Extra(way);
        }).ToList();
        void Begun(int round) => progress?.Report(new WorkProgress("rounds", round, rounds));
        var taken = TimeTaken.InTurn(untimed: 1, rounds, ways, CollectionPause.Enter, Begun, cancellation);
        CollectionPause.End();
        return [.. taken.Select(TimeTaken.Median).Zip(memory, (time, one) => new Trial(time.Wall, time.Processor, one.Highest, one.Extra))];
    }

    /// <summary>Gives unused memory back to the system: glibc, told to keep it, would hide what is taken and leave others none.</summary>
    public static void GiveMemoryBack()
    {
        if (OperatingSystem.IsLinux())
        {
            GC.Collect();
            _ = malloc_trim(0);
        }
    }

    /// <summary>Resident memory of this process, MB; NaN on systems that do not tell.</summary>
    public static double Resident() => OperatingSystem.IsLinux() ? Status("VmRSS:") / 1024 : double.NaN;

    private static (double Highest, double Extra) Extra(Action way)
    {
        if (!OperatingSystem.IsLinux())
        {
            way();
            return (double.NaN, double.NaN);
        }

        GiveMemoryBack();
        var before = Status("VmRSS:");
        File.WriteAllText("/proc/self/clear_refs", "5"); // resets the high-water mark
        way();
        var highest = Status("VmHWM:");
        return (highest / 1024, (highest - before) / 1024);
    }

    private static double Status(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc.so.6")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int malloc_trim(nuint pad);
}
