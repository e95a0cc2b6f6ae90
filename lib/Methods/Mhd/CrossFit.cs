using MhdNet.Data.Sequences;
using MhdNet.Evaluation;
using MhdNet.Networks;
using MhdNet.Runs;
using MhdNet.Runtime;
using MhdNet.Training;
using TorchSharp;

namespace MhdNet.Methods.Mhd;

/// <summary>
/// Predictions for patients that the predicting branch has not seen: of branches that were each trained without a fold of the training patients,
/// every patient is predicted by the one that left it out.
/// </summary>
internal static class CrossFit
{
    /// <summary>The predictions, in the run folder of the student that is trained under them.</summary>
    public const string File = "prior.csv";

    /// <summary>A fold's trained branch.</summary>
    /// <param name="recipe">What it was made of.</param>
    /// <param name="trained">Its finished run.</param>
    public static ResNet3d Load(BranchRecipe recipe, RunFolder trained)
    {
        var branch = new ResNet3d(recipe.Network.TeacherDepth, 1, recipe.Network);
        Checkpoint.LoadModule(trained.ModelFile, branch);
        return branch;
    }

    /// <summary>Predicts every training sequence and writes the predictions down.</summary>
    /// <param name="branches">Of each fold, the branch that was trained without it.</param>
    /// <param name="all">The training patients that the folds are of.</param>
    /// <param name="batchSize">Sequences at a time.</param>
    /// <param name="run">Where to write.</param>
    /// <returns>Class probabilities by the sequence's id.</returns>
    public static IReadOnlyDictionary<string, float[]> Predict(IReadOnlyList<ResNet3d> branches, TrainingData all, int batchSize, RunFolder run)
    {
        var predictions = branches.SelectMany((branch, fold) =>
        {
            var seen = all.Without(fold, branches.Count).TrainingCt.Select(row => row.PatientId).ToHashSet();
            branch.to(TorchRuntime.Device);
            return Inference.Branch(
                branch, Modality.Ct, [.. all.TrainingCt.Where(row => !seen.Contains(row.PatientId)).Select(row => new PairedSequence(row, null))], all, batchSize, TorchRuntime.Device);
        }).ToList();
        Predictions.Write(run.File(File), predictions);
        return predictions.ToDictionary(prediction => prediction.SeqId, prediction => prediction.Probabilities);
    }
}
