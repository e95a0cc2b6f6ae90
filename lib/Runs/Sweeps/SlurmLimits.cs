using System.Globalization;
using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>What a task may take, by what finished cells took.</summary>
/// <param name="SecondsPerCell">The longest of them; where none is finished, what fills a task by itself.</param>
/// <param name="PeakBytes">The largest of them; null where none is finished.</param>
public sealed record SlurmLimits(double SecondsPerCell, long? PeakBytes)
{
    private const int Looked = 50;         // archives that are opened at most
    private const double TimeFactor = 4;   // another kind of cell, a slower node, a need that is trained too
    private const double MemoryFactor = 1.5;

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);

    /// <summary>By the cells of a sweep.</summary>
    public static SlurmLimits Measured(Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var uses = new List<MeasuredUse>();
        foreach (var cell in sweep.Cells.Where(cell => cell.State == SweepCellState.Finished).Take(Looked))
        {
            try
            {
                uses.Add(RunArchive.Use(cell.RunFile));
            }
            catch (InputException)
            {
                continue; // gather names it
            }
        }

        return uses.Count == 0 ? new SlurmLimits(Usual.TotalSeconds, null)
            : new SlurmLimits(uses.Max(use => use.Seconds), uses.Max(use => use.PeakBytes));
    }

    /// <summary>The options for sbatch, but those that a site's own options set.</summary>
    /// <param name="pack">Cells of a task.</param>
    /// <param name="site">The site's options.</param>
    public IReadOnlyList<string> Options(int pack, IReadOnlyList<string> site)
    {
        ArgumentNullException.ThrowIfNull(site);
        bool Set(string name, string letter) => site.Any(option =>
            option.StartsWith(name, StringComparison.Ordinal) || option.StartsWith(letter, StringComparison.Ordinal));
        if (PeakBytes is not { } bytes)
        {
            return [];
        }

        var minutes = Math.Ceiling(Usual.TotalMinutes + (TimeFactor * pack * SecondsPerCell / 60));
        var megabytes = Math.Ceiling(256 + (MemoryFactor * bytes / (1 << 20)));
        return
        [
            .. Set("--time", "-t") ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"--time={minutes}") },
            .. Set("--mem", "--mem") ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"--mem={megabytes}M") },
        ];
    }
}
