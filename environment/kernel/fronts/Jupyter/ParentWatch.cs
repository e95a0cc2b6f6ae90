using System.Diagnostics;
using System.Globalization;

namespace Cellwright.Fronts.Jupyter;

/// <summary>Ends the kernel when the program that started it has ended: nobody else would.</summary>
public static class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Calls an action once the process named by JPY_PARENT_PID has ended; without that variable, never.</summary>
    public static Timer? Start(Action gone)
    {
        var parent = Environment.GetEnvironmentVariable("JPY_PARENT_PID");
        return int.TryParse(parent, CultureInfo.InvariantCulture, out var id) && id > 1
            ? new Timer(_ => Look(id, gone), null, Interval, Interval)
            : null;
    }

    private static void Look(int id, Action gone)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (process.HasExited)
            {
                gone();
            }
        }
        catch (ArgumentException)
        {
            gone();
        }
    }
}
