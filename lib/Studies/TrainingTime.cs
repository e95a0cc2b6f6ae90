using MhdNet.Methods;

namespace MhdNet.Studies;

/// <summary>How long a training took, whether or not it was interrupted.</summary>
internal static class TrainingTime
{
    /// <summary>
    /// Seconds of a run from its first step to its test. A run's own record begins with the process that ended it; where an earlier one had
    /// done steps, they count as long as those of the same epoch that were timed.
    /// </summary>
    public static double Seconds(FinishedRun run)
    {
        var epochs = run.Folder.ReadTimings();
        var full = epochs.Select(epoch => epoch.Steps).DefaultIfEmpty().Max();
        return epochs.All(epoch => epoch.Steps == full)
            ? Math.Max(run.Result.Seconds, epochs.Sum(epoch => epoch.Seconds + epoch.Validation))
            : epochs.Sum(epoch => (epoch.Seconds * full / Math.Max(1, epoch.Steps)) + epoch.Validation);
    }
}
