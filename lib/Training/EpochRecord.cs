namespace MhdNet.Training;

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">Epoch, from one.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Losses">Mean over the epoch's steps, by term ("total", "ce_fusion", "conmb", ...).</param>
/// <param name="ValidationAccuracy">Share of validation patients classified rightly; NaN without validation patients.</param>
/// <param name="ValidationLoss">Cross-entropy over validation sequences; NaN without them.</param>
public sealed record EpochRecord(
    int Epoch, double LearningRate, IReadOnlyDictionary<string, double> Losses, double ValidationAccuracy, double ValidationLoss);
