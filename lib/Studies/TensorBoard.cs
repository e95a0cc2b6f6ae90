using MhdNet.Training;
using static TorchSharp.torch.utils.tensorboard;

namespace MhdNet.Studies;

/// <summary>Learning curves as event files for TensorBoard. The runs' metrics.jsonl stay what counts; this is a copy to look at.</summary>
public static class TensorBoard
{
    /// <summary>Writes the curves of every finished run of a study, a folder a row and seed.</summary>
    public static void Write(string folder, StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        foreach (var row in result.Rows)
        {
            foreach (var (seed, run) in row.Runs)
            {
                Write(Path.Combine(folder, $"{row.Name}, seed {seed}"), run.History);
            }
        }
    }

    /// <summary>Writes one run's curves: each loss term, the learning rate, and the validation metrics that exist.</summary>
    /// <param name="folder">Where; event files of before in it are replaced.</param>
    /// <param name="history">The epochs.</param>
    public static void Write(string folder, IReadOnlyList<EpochRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        foreach (var old in Directory.Exists(folder) ? Directory.GetFiles(folder, "events.out.tfevents.*") : [])
        {
            File.Delete(old); // TensorBoard would draw both
        }

        var writer = SummaryWriter(folder);
        foreach (var epoch in history)
        {
            foreach (var (term, loss) in epoch.Losses)
            {
                writer.add_scalar($"loss/{term}", (float)loss, epoch.Epoch);
            }

            writer.add_scalar("learning rate", (float)epoch.LearningRate, epoch.Epoch);
            if (!double.IsNaN(epoch.ValidationAccuracy))
            {
                writer.add_scalar("validation/accuracy", (float)epoch.ValidationAccuracy, epoch.Epoch);
                writer.add_scalar("validation/loss", (float)epoch.ValidationLoss, epoch.Epoch);
            }
        }
    }
}
