using MhdNet.Data;
using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Methods;
using MhdNet.Methods.Mhd;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Analysis;

/// <summary>
/// What the prediction that the memory is read under (z_R' of Eq. 11) does to a student: how often it is right, how often the student
/// follows it, and what the student would say under another. Shares of the sequences, decided over all classes.
/// </summary>
/// <param name="Patients">Whose sequences.</param>
/// <param name="Sequences">How many.</param>
/// <param name="PriorRight">The prediction is right.</param>
/// <param name="StudentRight">The student is right.</param>
/// <param name="Alike">Student and prediction say the same.</param>
/// <param name="RightUnderTruth">The student is right when the memory is read under the true label, which no CT gives.</param>
/// <param name="RightUnderUniform">The student is right when every type is read alike.</param>
public sealed record PriorAnalysis(
    string Patients, int Sequences, double PriorRight, double StudentRight, double Alike, double RightUnderTruth, double RightUnderUniform)
{
    /// <summary>Analyses a student on training, validation, test and extra patients; tumour sequences alone.</summary>
    /// <param name="student">A trained student that reads the memory.</param>
    /// <param name="workspace">The cohort it was trained on.</param>
    /// <exception cref="InputException">The run is no student of MHD-Net that reads a memory.</exception>
    public static IReadOnlyList<PriorAnalysis> Compute(FinishedRun student, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(workspace);
        if (student.Phase is not StudentPhase { Needs.Count: > 0, Reading: not MemoryReading.None })
        {
            throw new InputException($"{student.Folder.Path}: is no student that reads a memory: give the run of one");
        }

        using var scope = NewDisposeScope();
        using var network = (StudentNetwork)student.Load();
        network.to(TorchRuntime.Device);
        var (labels, batch) = (workspace.Sequences.Labels, student.Phase.Training.BatchSize);

        PriorAnalysis On(string patients, IEnumerable<PairedSequence> rows, ISequenceSource source)
        {
            PairedSequence[] tumours = [.. rows.Where(row => row.Ct.Label != LabelSet.Other)];
            var heads = Inference.Predict(network, tumours, source, batch);
            var (said, read) = (heads[0].Predictions, heads.Single(head => head.Head == StudentNetwork.PriorHead).Predictions);
            double RightUnder(Func<SequenceRow, float[]> prediction) => Right(Inference.Predict(tumours, source, batch, (pairs, ct) =>
                nn.functional.softmax(
                    network.Under(ct, stack([.. pairs.Select(pair => tensor(prediction(pair.Ct), device: ct.device))])).Logits, 1)));
            return new PriorAnalysis(
                patients, tumours.Length, Right(read), Right(said), read.Zip(said, (a, b) => Answer(a) == Answer(b) ? 1.0 : 0).Average(),
                RightUnder(row => [.. Enumerable.Range(0, labels.ClassCount).Select(k => k == labels.IndexOf(row.Label) ? 1f : 0f)]),
                RightUnder(_ => [.. Enumerable.Repeat(1f / labels.ClassCount, labels.ClassCount)]));
        }

        IEnumerable<PairedSequence> CtOf(IReadOnlyList<SequenceRow> rows) => rows.Select(row => new PairedSequence(row, null));
        var found = new List<PriorAnalysis>
        {
            On("training", CtOf(workspace.Training.TrainingCt), workspace.Training),
            On("validation", CtOf(workspace.Training.ValidationCt), workspace.Training),
            On("test", workspace.Test.Sequences, workspace.Test),
        };
        if (workspace.Test.Extra.Count > 0)
        {
            found.Add(On("extra test", workspace.Test.Extra, workspace.Test));
        }

        return found;
    }

    private static double Right(IReadOnlyList<Prediction> predictions) => predictions.Average(row => Answer(row) == row.Label ? 1.0 : 0);

    private static int Answer(Prediction row) => row.Decide(Decision.AllClasses, row.Probabilities.Length);
}
