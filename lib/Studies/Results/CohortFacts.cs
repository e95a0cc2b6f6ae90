using MhdNet.Data;
using MhdNet.Runs;

namespace MhdNet.Studies.Results;

/// <summary>What tables and the ledger say of the patients that a study was run on; it travels with the results.</summary>
/// <param name="Caption">What to print under every table and figure.</param>
/// <param name="Labels">The classes.</param>
/// <param name="Folder">The cohort's folder, as seen from the repository.</param>
/// <param name="Sequences">Sequences of CT and pathology, those of extra patients not counted.</param>
/// <param name="TrainingPatients">Patients that are trained or validated on.</param>
/// <param name="TestPatients">Test patients.</param>
/// <param name="TestSequences">Their tumour sequences of CT.</param>
/// <param name="OfTypes">Patients of each type, in the labels' order, extra ones not counted.</param>
/// <param name="Synthetic">Whether nobody of them exists; so are all whose results say nothing of it.</param>
public sealed record CohortFacts(
    string Caption, LabelSet Labels, string Folder, int Sequences, int TrainingPatients, int TestPatients, int TestSequences,
    IReadOnlyList<int> OfTypes, bool Synthetic = true)
{
    /// <summary>Counts a workspace's patients.</summary>
    public static CohortFacts Of(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var rows = workspace.Sequences.Rows.Where(row => row.Split != "extra").ToList();
        var (training, test) = (workspace.Training, workspace.Test.Sequences);
        return new CohortFacts(
            workspace.Caption, workspace.Sequences.Labels, Path.GetRelativePath(workspace.Root, workspace.Cohort.Folder), rows.Count,
            training.TrainingCt.Concat(training.ValidationCt).Select(row => row.PatientId).Distinct().Count(),
            test.Select(pair => pair.Ct.PatientId).Distinct().Count(), test.Count,
            [.. workspace.Sequences.Labels.Types.Select(type =>
                rows.Where(row => row.Label == type).Select(row => row.PatientId).Distinct().Count())],
            workspace.Cohort.Synthetic);
    }

    /// <summary>Whether these may be the same patients, wherever their folder is: as many, and as many of each type and split.</summary>
    public bool AreThose(CohortFacts others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return (Caption, Labels.Name, Sequences, TrainingPatients, TestPatients, TestSequences)
            == (others.Caption, others.Labels.Name, others.Sequences, others.TrainingPatients, others.TestPatients, others.TestSequences)
            && OfTypes.SequenceEqual(others.OfTypes);
    }
}
