using System.Diagnostics;
using MathNet.Numerics.Statistics;

namespace MhdNet.Cli.Bench;

/// <summary>Several ways to do the same work, timed in turn: what disturbs the machine disturbs all of them.</summary>
internal static class Contest
{
    /// <summary>Median seconds of each way.</summary>
    /// <param name="rounds">How often each is timed, after once untimed.</param>
    /// <param name="ways">The work, done once at each call.</param>
    /// <param name="cancellation">Stops between two.</param>
    public static double[] Medians(int rounds, IReadOnlyList<Action> ways, CancellationToken cancellation)
    {
        var seconds = ways.Select(_ => new List<double>()).ToList();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < ways.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                ways[i]();
                if (round > 0) // the first fills caches and compiles
                {
                    seconds[i].Add(clock.Elapsed.TotalSeconds);
                }
            }
        }

        return [.. seconds.Select(one => one.Median())];
    }
}
