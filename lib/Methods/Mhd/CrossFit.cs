using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Predictions for patients that the predicting branch has not seen: of branches that were each trained without a fold of the training
/// patients, every patient is predicted by the one that left it out.
/// </summary>
internal static class CrossFit
{
    /// <summary>The predictions, in the run folder of the student that is trained under them.</summary>
    public const string File = "prior.csv";

    /// <summary>Predicts every training sequence and writes the predictions down.</summary>
    /// <param name="branches">Of each fold, the branch that was trained without it.</param>
    /// <param name="all">The training patients that the folds are of.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="run">Where to write.</param>
    /// <returns>Class probabilities by the sequence's id.</returns>
    public static IReadOnlyDictionary<string, float[]> Predict(
        IReadOnlyList<BranchClassifier> branches, TrainingData all, int batchSize, RunFolder run)
    {
        var predictions = branches.SelectMany((branch, fold) =>
        {
            var seen = all.Without(fold, branches.Count).TrainingCt.Select(row => row.PatientId).ToHashSet();
            PairedSequence[] unseen = [.. all.TrainingCt.Where(row => !seen.Contains(row.PatientId))
                .Select(row => new PairedSequence(row, null))];
            branch.to(TorchRuntime.Device);
            return Inference.Predict(branch, unseen, all, batchSize)[0].Predictions;
        }).ToList();
        Predictions.Write(run.File(File), predictions);
        return predictions.ToDictionary(prediction => prediction.SeqId, prediction => prediction.Probabilities);
    }
}
