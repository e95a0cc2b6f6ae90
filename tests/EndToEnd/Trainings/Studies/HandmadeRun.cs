using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Studies;
using MhdNet.Training;

namespace MhdNet.Tests.Experiments;

/// <summary>A finished run that nobody has trained, with predictions of one's own.</summary>
internal static class HandmadeRun
{
    /// <summary>Writes it: patients of the types in turn, each with a sequence, the first of the extra ones with two.</summary>
    public static void Write(
        Workspace workspace, Experiment row, string file, string[] patients, string[] right, int seed = 1, params EpochTiming[] epochs)
    {
        var planned = new StudyRun(Study.Create("one", row), workspace, [seed]).Plan[^1];
        var run = planned.Folder;
        AtomicFile.WriteText(run.File("experiment.json"), new NamedPhase(planned.Name, planned.Phase).Json());
        AtomicFile.WriteText(run.ModelFile, "no weights");
        Predictions.Write(run.File($"{file}.csv"),
            [.. patients.SelectMany((id, type) => Enumerable.Range(0,
                file.StartsWith("extra", StringComparison.Ordinal) && type == 0 ? 2 : 1)
            .Select(i => new Prediction($"{id}_{i}", id, type,
                [.. Enumerable.Range(0, 9).Select(k => k == (right.Contains(id) ? type : type + 1) ? 1f : 0f)])))]);
        epochs.ToList().ForEach(run.AddTiming);
        run.Finish(new RunResult(1, true, 0, new Dictionary<string, double>(), run.Hashes()).Sealed());
    }
}
