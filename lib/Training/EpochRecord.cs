namespace MhdNet.Training;

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">Epoch, from one.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Losses">Mean over the epoch's steps, by term ("total", "ce_fusion", "conmb", ...).</param>
/// <param name="ValidationAccuracy">Share of validation patients typed rightly; NaN without validation patients.</param>
/// <param name="ValidationLoss">Cross-entropy over validation sequences; NaN without them.</param>
public sealed record EpochRecord(
    int Epoch, double LearningRate, IReadOnlyDictionary<string, double> Losses, double ValidationAccuracy, double ValidationLoss)
{
    /// <summary>Whether this epoch is to be kept rather than another: more validation patients right, then the lower loss, then the
    /// later.</summary>
    public bool IsBetterThan(EpochRecord? other)
    {
        if (other is null || double.IsNaN(ValidationAccuracy))
        {
            return true; // without validation patients the last epoch is taken
        }

        return ValidationAccuracy != other.ValidationAccuracy
            ? ValidationAccuracy > other.ValidationAccuracy
            : ValidationLoss <= other.ValidationLoss;
    }
}
