using System.Text.Json;
using MhdNet.Runtime;

namespace MhdNet.Studies.When;

/// <summary>
/// The tier of true parameters: what a student gains over its labels by each target, in each cell of <see cref="Axes"/>. Synthetic
/// patients; no image is drawn and no network trained but linear ones.
/// </summary>
public static class ParameterTier
{
    /// <summary>Computes what is not there yet, on all cores.</summary>
    /// <param name="axes">What is varied.</param>
    /// <param name="parts">Where finished parts are kept.</param>
    /// <param name="progress">Told of each cell of each draw.</param>
    /// <param name="cancellation">Stops between cells.</param>
    public static WhenGrid Run(
        Axes axes, FinishedParts parts, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentNullException.ThrowIfNull(parts);
        var shared = ContentHash.OfText(JsonSerializer.Serialize(axes with { Draws = 0 }, JsonFormat.Compact))[..12];
        var units = (from draw in Enumerable.Range(1, axes.Draws) from shift in axes.Shifts select (Draw: draw, Shift: shift)).ToList();
        var scores = new IReadOnlyList<CellScores>[units.Count];
        var (done, total) = (0, axes.Draws * axes.Cells.Count);
        progress?.Report(new WorkProgress("true parameters", 0, total));
        OnAllCores.Do(
            units.Count,
            unit =>
            {
                var (draw, shift) = units[unit];
                var cells = axes.Cells.Where(cell => cell.Shift == shift).ToList();
                var computed = 0;
                scores[unit] = parts.Get(FormattableString.Invariant($"parameters-{shared}-draw-{draw}-shift-{shift}"), () =>
                {
                    var cohort = new DrawnCohort(axes, draw, shift);
                    return cells.ConvertAll(cell =>
                    {
                        cancellation.ThrowIfCancellationRequested();
                        var run = cohort.Run(cell);
                        computed++;
                        Report(Interlocked.Increment(ref done), draw);
                        return run;
                    });
                });
                if (computed < cells.Count)   // it was there
                {
                    Report(Interlocked.Add(ref done, cells.Count - computed), draw);
                }
            },
            cancellation);
        return new WhenGrid(axes, [.. scores.SelectMany(unit => unit)]);

        void Report(int finished, int draw) => progress?.Report(new WorkProgress("true parameters", finished, total, $"draw {draw}"));
    }
}
