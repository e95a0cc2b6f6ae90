using System.Diagnostics;
using MathNet.Numerics.Statistics;

namespace MhdNet.Runtime;

/// <summary>What a piece of work took.</summary>
/// <param name="Wall">Seconds by the clock.</param>
/// <param name="Processor">Seconds of processor time, all threads together: other programs on the machine hardly change it.</param>
public readonly record struct TimeTaken(double Wall, double Processor)
{
    /// <summary>Times a piece of work.</summary>
    public static TimeTaken Measure(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (used, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        work();
        return new TimeTaken(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    /// <summary>Times several pieces of work in turn: what disturbs the machine disturbs all of them.</summary>
    /// <param name="untimed">Rounds before the first that counts: they compile, and fill caches.</param>
    /// <param name="rounds">Rounds that count.</param>
    /// <param name="works">The work, each done once per round.</param>
    /// <param name="within">Entered before each, outside its time; null for nothing.</param>
    /// <param name="begun">Told the number of every round that counts as it begins.</param>
    /// <param name="cancellation">Stops between two pieces of work.</param>
    /// <returns>The rounds of each piece of work.</returns>
    public static IReadOnlyList<IReadOnlyList<TimeTaken>> InTurn(
        int untimed, int rounds, IReadOnlyList<Action> works, Func<IDisposable>? within = null, Action<int>? begun = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentNullException.ThrowIfNull(works);
        var taken = works.Select(_ => new List<TimeTaken>()).ToList();
        for (var round = -untimed; round < rounds; round++)
        {
            if (round >= 0)
            {
                begun?.Invoke(round);
            }

            foreach (var (i, work) in works.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                using var around = within?.Invoke();
                var time = Measure(work);
                if (round >= 0)
                {
                    taken[i].Add(time);
                }
            }
        }

        return taken;
    }

    /// <summary>The medians of both times.</summary>
    public static TimeTaken Median(IReadOnlyList<TimeTaken> rounds) =>
        new(rounds.Select(one => one.Wall).Median(), rounds.Select(one => one.Processor).Median());
}
