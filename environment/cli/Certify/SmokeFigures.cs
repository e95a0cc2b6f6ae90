using MhdNet.Cli.Bench;
using MhdNet.Evaluation;
using MhdNet.Export;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Runtime;

namespace MhdNet.Cli.Certify;

/// <summary>
/// The main chain at scale smoke, from the phantom's raw files to the student's test, made anew in a folder of its own: teacher with its
/// memory, student, student alone. A training of a few steps is the same on every machine but for rounding, which grows with the steps:
/// the tolerances allow for it.
/// </summary>
internal static class SmokeFigures
{
    private const double FirstEpoch = 0.002, LastEpoch = 0.05, OfTest = 0.1, OfMemoryStart = 0.2; // shares of the value; of the test, of 1

    /// <summary>Trains and measures.</summary>
    /// <param name="folder">Where data and runs are made.</param>
    /// <param name="progress">Told every step.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The figures, and the finished runs by what they are called here.</returns>
    public static (IReadOnlyList<Figure> Figures, IReadOnlyDictionary<string, FinishedRun> Runs) Make(
        string folder, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var workspace = Workspace.Open(folder, "smoke", progress: progress, cancellation: cancellation);
        var runs = new Dictionary<string, FinishedRun>();
        foreach (var (name, experiment) in new[]
        {
            ("teacher", Experiment.Teacher), ("student", Experiment.Paper), ("alone", Experiment.Alone),
        })
        {
            runs[name] = workspace.Runs.Run(workspace.At(experiment), progress, cancellation);
        }

        return ([.. OfPatients(workspace), .. runs.SelectMany(run => OfRun(run.Key, run.Value)), .. OfMemory(runs["teacher"]),
            .. OfOnnx(folder, runs["student"])], runs);
    }

    private static IEnumerable<Figure> OfPatients(Workspace workspace)
    {
        var (training, test) = (workspace.Training, workspace.Test);
        string[] trained = [.. training.TrainingCt.Select(row => row.PatientId).Distinct()],
            validated = [.. training.ValidationCt.Select(row => row.PatientId).Distinct()],
            tested = [.. test.Sequences.Concat(test.Other).Select(pair => pair.Ct.PatientId).Distinct()];
        yield return new Figure("patients trained on", trained.Length, 0);
        yield return new Figure("patients validated on", validated.Length, 0);
        yield return new Figure("patients tested on", tested.Length, 0);
        yield return new Figure("extra patients", test.Extra.Select(pair => pair.Ct.PatientId).Distinct().Count(), 0);
        yield return new Figure("patients on two sides of the split",
            trained.Intersect(tested).Union(trained.Intersect(validated)).Union(validated.Intersect(tested)).Count(), 0);
        yield return new Figure("sequences trained on", training.TrainingCt.Count, 0);
        yield return new Figure("tumour sequences tested on", test.Sequences.Count, 0);
        yield return new Figure("`other` sequences tested on", test.Other.Count, 0);
        var pixels = training.ReadPixels(training.TrainingCt[0]);
        yield return new Figure("mean pixel of the first sequence", Math.Round(pixels.Average(pixel => (double)pixel), 4), 0.05);
    }

    private static IEnumerable<Figure> OfRun(string name, FinishedRun run)
    {
        foreach (var (epoch, share) in new[] { (run.History[0], FirstEpoch), (run.History[^1], LastEpoch) })
        {
            foreach (var (term, loss) in epoch.Losses)
            {
                yield return new Figure($"{name}, epoch {epoch.Epoch}, {term}", Math.Round(loss, 6), Math.Round(share * Math.Abs(loss), 6));
            }
        }

        yield return new Figure($"{name}, first validation loss", Math.Round(run.History[0].ValidationLoss, 6),
            Math.Round(0.02 * run.History[0].ValidationLoss, 6));
        yield return new Figure($"{name}, last learning rate", run.History[^1].LearningRate, 1e-9);
        yield return new Figure($"{name}, epoch kept", run.Result.BestEpoch, 0);
        var report = EvaluationReport.Create(run.Test(), run.Labels.TypeCount);
        foreach (var (metric, label, of) in EvaluationReport.Headline)
        {
            yield return new Figure($"{name}, test by sequence, {label}", Math.Round(of(report.Sequences), 6), OfTest);
            yield return new Figure($"{name}, test by patient, {label}", Math.Round(of(report.Patients), 6), OfTest);
        }

        yield return new Figure($"{name}, test sequences", report.Sequences.Count, 0);
        var first = run.Test()[0];
        yield return new Figure($"{name}, first test sequence, its type", Math.Round(first.Probabilities[first.Label], 6), 0.05);
    }

    private static IEnumerable<Figure> OfMemory(FinishedRun teacher)
    {
        foreach (var stage in MemoryRecord.Read(teacher)?.Stages ?? [])
        {
            yield return new Figure($"memory, stage {stage.Stage}, items", stage.Items, 0);
            yield return new Figure($"memory, stage {stage.Stage}, never queried", stage.NeverQueried, Math.Ceiling(0.05 * stage.Items));
            yield return new Figure($"memory, stage {stage.Stage}, start left", Math.Round(stage.StartLeft, 6),
                Math.Round(OfMemoryStart * stage.StartLeft, 6));
        }
    }

    private static IEnumerable<Figure> OfOnnx(string folder, FinishedRun student)
    {
        var file = Path.Combine(folder, "student.onnx");
        OnnxFile.Write(student, file);
        using var network = student.Load();
        yield return new Figure("student by ONNX Runtime, sequences that agree",
            OnnxComparison.Of(network, file, 16) is { Agrees: true } found ? found.Sequences : 0, 0);
    }
}
