namespace MhdNet.Training;

/// <summary>Where the time of an epoch, or of what a resumed training still had to do of it, went.</summary>
/// <param name="Epoch">Epoch, from one.</param>
/// <param name="Steps">Steps that were timed.</param>
/// <param name="Seconds">Seconds for these steps, waiting included.</param>
/// <param name="Waiting">Of them, seconds in which the step waited for its batch.</param>
/// <param name="Validation">Seconds for the validation patients, beside <paramref name="Seconds"/>.</param>
public sealed record EpochTiming(int Epoch, int Steps, double Seconds, double Waiting, double Validation);
