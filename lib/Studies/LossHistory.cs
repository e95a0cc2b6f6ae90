using MhdNet.Methods;
using MhdNet.Training;

namespace MhdNet.Studies;

/// <summary>The terms of a training's loss, epoch by epoch.</summary>
/// <param name="Training">What was trained: "sckd", "aw3m-streams".</param>
/// <param name="Epochs">Mean over each epoch's steps, by term, unweighted, and their weighted sum, "total".</param>
public sealed record LossHistory(string Training, IReadOnlyList<IReadOnlyDictionary<string, double>> Epochs)
{
    /// <summary>Names of the terms, in their order, the total last.</summary>
    public IReadOnlyList<string> Terms => [.. Epochs.SelectMany(losses => losses.Keys).Distinct().OrderBy(term => term == "total")];

    /// <summary>
    /// The trainings of a row's first run: those before it that are the method's own, in their order, and its last; without a teacher that
    /// others have, too.
    /// </summary>
    public static IReadOnlyList<LossHistory> Of(StudyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Runs.Count == 0)
        {
            return [];
        }

        var run = row.Runs[0].Run;
        var store = Path.GetDirectoryName(run.Folder.Path)!;
        return
        [
            .. run.Phase.Needs.Where(need => need.Kind.StartsWith($"{run.Phase.Kind}-", StringComparison.Ordinal))
                .Select(need => Read(need, new RunFolder(Path.Combine(store, need.FolderName)))),
            Read(run.Phase, run.Folder),
        ];
    }

    /// <inheritdoc cref="Of(StudyRow)"/>
    /// <param name="result">A study.</param>
    /// <param name="row">Name of a row; one that the study has not has no trainings.</param>
    public static IReadOnlyList<LossHistory> Of(StudyResult result, string row)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Rows.FirstOrDefault(one => one.Name == row) is { } found ? Of(found) : [];
    }

    private static LossHistory Read(Phase phase, RunFolder folder) =>
        new(phase.Kind, [.. folder.ReadHistory().Select(epoch => epoch.Losses)]);
}
