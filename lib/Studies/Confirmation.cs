using System.Globalization;
using MhdNet.Evaluation;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies.Results;
using MhdNet.Training;
using TorchSharp;

namespace MhdNet.Studies;

/// <summary>
/// A finished study on patients whom nothing has met. The test patients of a cohort serve many studies, and whoever reads one table chooses
/// what to run next: on fresh patients each verdict is given once, after everything is trained.
/// </summary>
public static class Confirmation
{
    /// <summary>Tests every finished network of a study on the test patients of another cohort.</summary>
    /// <param name="finished">What is finished of the study, weights included.</param>
    /// <param name="trainedOn">The cohort that it was run on.</param>
    /// <param name="fresh">The other cohort.</param>
    /// <param name="progress">Told of each network.</param>
    /// <param name="cancellation">Stops between networks; nothing is kept.</param>
    /// <returns>The same rows and runs, their test predictions those of the fresh patients.</returns>
    /// <exception cref="InputException">The cohorts differ in labels or sizes, or share a patient; weights are missing.</exception>
    public static StudyResult Create(
        StudyResult finished, Workspace trainedOn, Workspace fresh, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(finished);
        Check(trainedOn, fresh);
        var runs = finished.Rows.SelectMany(row => row.Runs).Select(run => run.Run).DistinctBy(run => run.Folder.Name).ToList();
        var said = new Dictionary<string, IReadOnlyList<Prediction>>();
        var task = $"{finished.Study.Name} on fresh patients";
        foreach (var (index, run) in runs.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new WorkProgress(task, index, runs.Count, run.Name));
            using var network = run.Load();
            network.to(TorchRuntime.Device);
            var heads = Inference.Predict(network, fresh.Test.Sequences, fresh.Test, run.Phase.Training.BatchSize);
            said[run.Folder.Name] = heads[0].Predictions;
        }

        progress?.Report(new WorkProgress(task, runs.Count, runs.Count, ""));
        return Of(finished, Facts(fresh), said);
    }

    /// <summary>A study's rows with other predictions.</summary>
    /// <param name="finished">What is finished of the study.</param>
    /// <param name="patients">The patients they are of.</param>
    /// <param name="said">The predictions, by the run's folder name; runs without any are left out.</param>
    /// <param name="origin">The file that they were read from, if any.</param>
    internal static StudyResult Of(
        StudyResult finished, CohortFacts patients, IReadOnlyDictionary<string, IReadOnlyList<Prediction>> said, string? origin = null)
    {
        StudyRow Row(StudyRow row)
        {
            var runs = row.Runs.Where(run => said.GetValueOrDefault(run.Run.Folder.Name) is { Count: > 0 }).ToList();
            return row with
            {
                Runs = runs,
                Test = runs.Count == 0 ? null : new Replicates([.. runs.Select(run => (run.Seed, said[run.Run.Folder.Name]))]),
                Extra = null,
            };
        }

        return new StudyResult(finished.Study, finished.Scale, patients, [.. finished.Rows.Select(Row)])
        {
            Origin = origin,
            IsOnFreshPatients = true,
        };
    }

    private static void Check(Workspace trainedOn, Workspace fresh)
    {
        ArgumentNullException.ThrowIfNull(trainedOn);
        ArgumentNullException.ThrowIfNull(fresh);
        var (own, other) = (trainedOn.Sequences, fresh.Sequences);
        if (!own.Labels.Types.SequenceEqual(other.Labels.Types))
        {
            throw new InputException($"{fresh.Cohort.Folder}: its types are {string.Join(", ", other.Labels.Types)}, those of the study "
                + $"{string.Join(", ", own.Labels.Types)}: give a cohort of the same typing");
        }

        var met = own.Rows.Select(row => row.Sha256).ToHashSet();
        if (fresh.Test.Sequences.FirstOrDefault(pair => met.Contains(pair.Ct.Sha256)) is { } known)
        {
            throw new InputException($"{fresh.Cohort.Folder}: a CT sequence of patient '{known.Ct.PatientId}' is in the cohort of the "
                + "study, too: give patients whom the study has not met");
        }
    }

    private static CohortFacts Facts(Workspace fresh)
    {
        var facts = CohortFacts.Of(fresh);
        return facts with
        {
            Caption = string.Create(CultureInfo.InvariantCulture,
                $"{facts.TestPatients} {(facts.Synthetic ? "synthetic " : "")}patients whom no training, no choice and no table has met ")
                + (facts.Synthetic ? $"({facts.Folder}), scale {fresh.Scale}: these numbers say nothing about RPTET or CPTAC-LUAD."
                    : $"(cohort {Path.GetFileName(fresh.Cohort.Folder)}), scale {fresh.Scale}."),
        };
    }
}
