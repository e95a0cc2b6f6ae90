using System.Globalization;
using MhdNet.Runtime;

namespace MhdNet.Runs.Sweeps;

/// <summary>The cells of a sweep as tasks of job arrays: so many cells a task, and no index at or beyond what a site allows.</summary>
public static class SweepTasks
{
    /// <summary>The cells of a task.</summary>
    /// <param name="task">The task, from 0.</param>
    /// <param name="pack">Cells a task.</param>
    /// <param name="cells">Cells of the sweep.</param>
    /// <returns>Their numbers, from 1.</returns>
    /// <exception cref="InputException">There is no such task.</exception>
    public static IReadOnlyList<int> CellsOf(int task, int pack, int cells) =>
        pack >= 1 && task >= 0 && (long)task * pack < cells
            ? [.. Enumerable.Range((task * pack) + 1, Math.Min(pack, cells - (task * pack)))]
            : throw new InputException($"task {task} of {pack} cells each: the sweep has {cells} cells: give a task from 0 to "
                + $"{(cells - 1) / Math.Max(1, pack)}");

    /// <summary>
    /// The arrays that hold some cells: each an offset, which is added to the index to get the task, and the indices as Slurm writes them.
    /// </summary>
    /// <param name="numbers">Numbers of the cells that are still to do, from 1.</param>
    /// <param name="pack">Cells a task.</param>
    /// <param name="maxArraySize">The site's MaxArraySize: an index is below it.</param>
    public static IReadOnlyList<(int Offset, string Indices)> Arrays(IEnumerable<int> numbers, int pack, int maxArraySize)
    {
        if (maxArraySize < 2)
        {
            throw new InputException($"MaxArraySize {maxArraySize}: give what the site's `scontrol show config` says, 2 or more");
        }

        return
        [
            .. numbers.Select(number => (number - 1) / pack).Distinct().Order()
                .GroupBy(task => task / maxArraySize * maxArraySize)
                .Select(array => (array.Key, Ranges([.. array.Select(task => task - array.Key)]))),
        ];
    }

    /// <summary>
    /// How many cells a task takes where nobody says: as many as fill <paramref name="task"/>, by the seconds that one takes, and at least
    /// as many as it takes for one array to hold all; but not so many that tasks that may run at a time have nothing to do.
    /// </summary>
    /// <param name="secondsPerCell">What one takes.</param>
    /// <param name="task">How long a task is to be.</param>
    /// <param name="cells">Cells of the sweep.</param>
    /// <param name="maxArraySize">The site's MaxArraySize.</param>
    /// <param name="throttle">Tasks at a time; 0: no limit, and none is meant.</param>
    public static int Pack(double secondsPerCell, TimeSpan task, int cells, int maxArraySize, int throttle)
    {
        var filling = (int)Math.Clamp(task.TotalSeconds / Math.Max(secondsPerCell, 0.1), 1, 100);
        var busy = throttle == 0 ? filling : Math.Min(filling, Math.Max(1, cells / throttle));
        return Math.Max(busy, (cells + maxArraySize - 1) / maxArraySize);
    }

    // 0,1,2,5 -> 0-2,5
    private static string Ranges(List<int> indices)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var index in indices)
        {
            if (ranges.Count > 0 && ranges[^1].Last == index - 1)
            {
                ranges[^1] = (ranges[^1].First, index);
            }
            else
            {
                ranges.Add((index, index));
            }
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
    }
}
