using MhdNet.Methods;

namespace MhdNet.Runs.Sweeps;

/// <summary>Rows whose runs were trained on different processors, on which a seed ends differently.</summary>
public static class MixedProcessors
{
    /// <summary>A line for each kind of training of a row of which that is so.</summary>
    public static IReadOnlyList<string> Among(IEnumerable<FinishedRun> runs) =>
        Among(runs.Select(run => ($"{run.Name}, {run.Phase.Kind}", $"{run.Runtime.Device}, {run.Runtime.Processor}")));

    /// <summary>The same of what is known of the runs.</summary>
    /// <param name="runs">What each is called, and what it was trained on.</param>
    public static IReadOnlyList<string> Among(IEnumerable<(string Row, string Processor)> runs) =>
    [
        .. runs.GroupBy(run => run.Row)
            .Select(row => (row.Key, Processors: row.GroupBy(run => run.Processor).OrderByDescending(one => one.Count()).ToList()))
            .Where(row => row.Processors.Count > 1)
            .Select(row => $"mixed: {row.Key}, was trained on different processors: "
                + string.Join("; ", row.Processors.Select(one => $"{one.Count()} on {one.Key}"))),
    ];
}
