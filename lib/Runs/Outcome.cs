
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Training;

namespace MhdNet.Runs;

/// <summary>A finished run as a table sees it: whatever was trained, what it says of the test patients.</summary>
public sealed class Outcome
{
    internal const string TestSet = "test", ExtraSet = "extra";
    internal static readonly string TestFile = FileOf(TestSet);

    internal Outcome(RunFolder run) => Run = run;

    /// <summary>Its folder.</summary>
    public RunFolder Run { get; }

    /// <summary>
    /// Predictions on the test patients' tumour sequences and, of networks that need CT alone, on their `other` sequences; none where
    /// pathology is needed that no test patient has.
    /// </summary>
    public IReadOnlyList<Prediction> Test() => Read(TestSet);

    /// <summary>
    /// Predictions on the extra patients' tumour sequences, where pathology is needed of those that have it; none where there are none.
    /// </summary>
    public IReadOnlyList<Prediction> Extra() => Read(ExtraSet);

    /// <summary>The predictions of a network with one answer on a set of patients.</summary>
    internal static string FileOf(string set) => $"{set}.csv";

    private IReadOnlyList<Prediction> Read(string set)
    {
        var file = Run.File(Run.Name.StartsWith("teacher", StringComparison.Ordinal) ? TrainedTeacher.FusionFile(set) : FileOf(set));
        return File.Exists(file) ? Predictions.Read(file) : [];
    }
}

/// <summary>One training that a study takes.</summary>
/// <param name="Run">Its folder, which may not be there yet.</param>
/// <param name="Kind">"teacher", "student", "alone", "radiology" or "pathology".</param>
/// <param name="Experiment">An experiment that ends with this run.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="Needs">Names of the runs that must be finished before.</param>
public sealed record PlannedRun(RunFolder Run, string Kind, Experiment Experiment, int Steps, IReadOnlyList<string> Needs);
