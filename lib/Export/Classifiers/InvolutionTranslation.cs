namespace MhdNet.Export.Classifiers;

/// <summary>The involution (Eq. 3) in operators that every runtime has: for each neighbour Slice, Mul and Add over one Pad.</summary>
internal static class InvolutionTranslation
{
    /// <summary>Writes it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">(B, n, T, H, W).</param>
    /// <param name="taps">(B, kappa^2, T, H, W); tap (u + kappa/2) kappa + (v + kappa/2) weighs the neighbour at (h + u, w + v).</param>
    /// <returns>(B, n, T, H, W).</returns>
    public static OnnxValue Apply(OnnxGraph graph, OnnxValue features, OnnxValue taps)
    {
        var kappa = (int)Math.Round(Math.Sqrt(taps.Shape[1]));
        var (rows, columns) = (features.Shape[3], features.Shape[4]);
        var padded = graph.Pad(features, 0, kappa / 2, kappa / 2);
        OnnxValue Weighed(int tap) => graph.Times(
            graph.Window(padded, tap / kappa, tap % kappa, rows, columns), graph.Narrow(taps, 1, tap, 1));
        return Enumerable.Range(0, kappa * kappa).Select(Weighed).Aggregate(graph.Plus);
    }
}
