namespace MhdNet.Studies.When;

/// <summary>A linear network with the penalty, of those to choose from, that classifies most tuning patients rightly.</summary>
internal static class TunedNetwork
{
    /// <summary>Fits with every penalty and keeps the best; of equals the first.</summary>
    /// <param name="design">The training patients.</param>
    /// <param name="targets">What is to be said of each.</param>
    /// <param name="tuning">What the network sees of the tuning patients, and their types.</param>
    /// <param name="penalties">To choose from.</param>
    public static SoftmaxRegression Fit(
        Design design, IReadOnlyList<double[]> targets, (double[][] Seen, int[] Types) tuning, IReadOnlyList<double> penalties)
    {
        SoftmaxRegression? best = null;
        double[]? start = null;
        var most = -1;
        foreach (var penalty in penalties.OrderDescending())   // the stiffest is the quickest, and a start for the next
        {
            var fitted = SoftmaxRegression.Fit(design, targets, penalty, start);
            start = fitted.Standardised;
            var right = Right(fitted, tuning.Seen, tuning.Types);
            if (right > most)
            {
                (best, most) = (fitted, right);
            }
        }

        return best ?? throw new ArgumentException("no penalty to choose from", nameof(penalties));
    }

    /// <summary>Share of patients that a network classifies rightly.</summary>
    public static double Accuracy(SoftmaxRegression network, double[][] seen, int[] types) =>
        Right(network, seen, types) / (double)types.Length;

    private static int Right(SoftmaxRegression network, double[][] seen, int[] types)
    {
        var right = 0;
        for (var i = 0; i < types.Length; i++)
        {
            right += network.Decide(seen[i]) == types[i] ? 1 : 0;
        }

        return right;
    }
}
