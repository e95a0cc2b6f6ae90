
using MhdNet.Data;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Studies;

/// <summary>A row of a study with its finished runs.</summary>
/// <param name="Experiment">The row, as the study has it.</param>
/// <param name="Runs">Its finished runs by seed.</param>
/// <param name="Test">Their predictions of the test patients' tumour sequences; null without runs, or where no test patient has what is
/// needed.</param>
/// <param name="Extra">The same of the extra patients: of all, or, where pathology is needed, of those that have it.</param>
public sealed record StudyRow(Experiment Experiment, IReadOnlyList<(int Seed, FinishedRun Run)> Runs, Replicates? Test, Replicates? Extra)
{
    /// <summary>The row's name.</summary>
    public string Name => Experiment.Name;

    /// <summary>What is damaged of its runs and does not count, a line each.</summary>
    public IReadOnlyList<string> Damages { get; init; } = [];

    internal static StudyRow Find(Workspace workspace, Experiment row, IReadOnlyList<int> seeds)
    {
        var (runs, damages) = (new List<(int Seed, FinishedRun Run)>(), new List<string>());
        foreach (var seed in seeds)
        {
            try
            {
                if (workspace.Runs.Find(workspace.At(row) with { Seed = seed }) is { } run)
                {
                    runs.Add((seed, run));
                }
            }
            catch (InputException damaged)
            {
                damages.Add(damaged.Message); // the other runs still count
            }
        }

        return Of(row, workspace.Sequences.Labels, runs) with { Damages = damages };
    }

    internal static StudyRow Of(Experiment row, LabelSet labels, IReadOnlyList<(int Seed, FinishedRun Run)> runs)
    {
        Replicates? All(Func<FinishedRun, IReadOnlyList<Prediction>> predictions)
        {
            var found = runs.Select(run => (run.Seed, Predictions.OfTypes(predictions(run.Run), labels.TypeCount)))
                .Where(run => run.Item2.Count > 0).ToList();
            return found.Count == 0 ? null : new Replicates(found);
        }

        return new StudyRow(row, runs, All(run => run.Test()), All(run => run.Extra()));
    }
}
