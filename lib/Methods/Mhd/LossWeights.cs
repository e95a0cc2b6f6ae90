namespace MhdNet.Methods.Mhd;

/// <summary>How far two features are from one another (Eq. 12).</summary>
public enum FeatureDistance
{
    /// <summary>Mean square error: what the text calls it. The equation prints an unsquared norm.</summary>
    MeanSquare,

    /// <summary>Mean absolute error, as in the authors' scripts.</summary>
    MeanAbsolute,
}

/// <summary>Weights of the losses beside the cross-entropies (Eqs. 10, 14); the defaults are the best of Fig. 7.</summary>
/// <param name="ConMb">Contrastive memory boosting, in teacher training.</param>
/// <param name="Mse">Alignment of fused features, in student training.</param>
/// <param name="Kl">Alignment of logits, in student training.</param>
/// <param name="Distance">What is meant by alignment of features.</param>
public sealed record LossWeights(double ConMb = 0.3, double Mse = 0.1,
    double Kl = 0.5, FeatureDistance Distance = FeatureDistance.MeanSquare);
