namespace MhdNet.Training;

/// <summary>Where the time of an epoch, or of what a resumed training still had to do of it, went.</summary>
/// <param name="Epoch">Epoch, from one.</param>
/// <param name="Steps">Steps that were timed.</param>
/// <param name="Seconds">Seconds for these steps, waiting included.</param>
/// <param name="Waiting">Of them, seconds in which the step waited for its batch.</param>
/// <param name="Validation">Seconds for the validation patients, beside <paramref name="Seconds"/>.</param>
public sealed record EpochTiming(int Epoch, int Steps, double Seconds, double Waiting, double Validation)
{
    /// <summary>A training's epochs in one line: steps, milliseconds a step, the share of it spent waiting, validation.</summary>
    public static string Summary(IReadOnlyList<EpochTiming> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var (steps, seconds) = (epochs.Sum(epoch => epoch.Steps), epochs.Sum(epoch => epoch.Seconds));
        return steps == 0
            ? "no step was timed"
            : $"{steps} steps, {1000 * seconds / steps:0.0} ms each, {100 * epochs.Sum(epoch => epoch.Waiting) / seconds:0.0} % of it "
                + $"waiting for input; validation {epochs.Sum(epoch => epoch.Validation):0.0} s";
    }
}
