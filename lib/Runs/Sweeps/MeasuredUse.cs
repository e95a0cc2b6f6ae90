using System.Diagnostics;

namespace MhdNet.Runs.Sweeps;

/// <summary>What a cell took: what limits are derived from, and where a table's row was trained.</summary>
/// <param name="Node">The machine that finished it.</param>
/// <param name="Seconds">From the start, or the last resumption, to the end.</param>
/// <param name="PeakBytes">The largest memory of the process so far.</param>
public sealed record MeasuredUse(string Node, double Seconds, long PeakBytes)
{
    /// <summary>What this process has taken for a cell that began at a time.</summary>
    public static MeasuredUse Since(Stopwatch begun)
    {
        ArgumentNullException.ThrowIfNull(begun);
        using var self = Process.GetCurrentProcess();
        return new MeasuredUse(Environment.MachineName, Math.Round(begun.Elapsed.TotalSeconds, 3), self.PeakWorkingSet64);
    }
}
