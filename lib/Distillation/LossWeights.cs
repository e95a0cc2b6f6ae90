namespace MhdNet.Distillation;

/// <summary>Weights of the losses beside the cross-entropies (Eqs. 10, 14); the defaults are the best of Fig. 7.</summary>
/// <param name="ConMb">Contrastive memory boosting, in teacher training.</param>
/// <param name="Mse">Alignment of fused features, in student training.</param>
/// <param name="Kl">Alignment of logits, in student training.</param>
public sealed record LossWeights(double ConMb = 0.3, double Mse = 0.1, double Kl = 0.5);
