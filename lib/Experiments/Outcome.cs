using MhdNet.Evaluation;
using MhdNet.Training;

namespace MhdNet.Experiments;

/// <summary>A finished run as a table sees it: whatever was trained, what it says of the test patients.</summary>
public sealed class Outcome
{
    internal const string TestFile = "test.csv";
    internal const string ExtraFile = "extra.csv";

    internal Outcome(RunFolder run) => Run = run;

    /// <summary>Its folder.</summary>
    public RunFolder Run { get; }

    /// <summary>
    /// Predictions on the test patients' tumour sequences and, of networks that need CT alone, on their `other` sequences; none where
    /// pathology is needed that no test patient has.
    /// </summary>
    public IReadOnlyList<Prediction> Test() => Read(Run.Name.StartsWith("teacher", StringComparison.Ordinal) ? TrainedTeacher.FusionFile : TestFile);

    /// <summary>Predictions on the extra patients; none where there are none, or where pathology is needed.</summary>
    public IReadOnlyList<Prediction> Extra() => Read(ExtraFile);

    private IReadOnlyList<Prediction> Read(string file) => File.Exists(Run.File(file)) ? Predictions.Read(Run.File(file)) : [];
}

/// <summary>One training that a study takes.</summary>
/// <param name="Run">Its folder, which may not be there yet.</param>
/// <param name="Kind">"teacher", "student", "alone", "radiology" or "pathology".</param>
/// <param name="Experiment">An experiment that ends with this run.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="Needs">Name of the run that must be finished before; null where none is.</param>
public sealed record PlannedRun(RunFolder Run, string Kind, Experiment Experiment, int Steps, string? Needs);
