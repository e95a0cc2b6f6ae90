using MhdNet.Evaluation;

namespace MhdNet.Reports.Calibration;

/// <summary>Patients whose most probable type has about the same probability.</summary>
/// <param name="Low">Lower end of the bin, excluded.</param>
/// <param name="High">Upper end, included.</param>
/// <param name="Count">Patients in it.</param>
/// <param name="Confidence">Their mean probability of the most probable type; 0 without patients.</param>
/// <param name="Accuracy">Share of them whose most probable type is the true one; 0 without patients.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);

/// <summary>A reliability curve and the expected calibration error, which is read off it (Guo et al., ICML 2017, Eq. 3).</summary>
/// <param name="Bins">Equal in width, from 0 to 1.</param>
public sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins)
{
    private const int Count = 10;

    /// <summary>Expected calibration error: sum over bins of n_b / n |accuracy_b - confidence_b|.</summary>
    public double Ece => Bins.Sum(bin => bin.Count) is var all and > 0
        ? Bins.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / all : double.NaN;

    /// <summary>The curve of predictions.</summary>
    /// <param name="predictions">By patient.</param>
    public static Reliability Create(IReadOnlyList<Prediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var binned = predictions.Select(one => (Confidence: one.Probabilities.Max(),
            Right: one.Decide(Decision.AllClasses, one.Probabilities.Length) == one.Label)).ToLookup(one => BinOf(one.Confidence));
        return new Reliability([.. Enumerable.Range(0, Count).Select(bin => binned[bin].ToList() is { Count: > 0 } there
            ? new ReliabilityBin(Edge(bin), Edge(bin + 1), there.Count, there.Average(one => one.Confidence),
                there.Average(one => one.Right ? 1.0 : 0))
            : new ReliabilityBin(Edge(bin), Edge(bin + 1), 0, 0, 0))]);
    }

    private static double Edge(int bin) => (double)bin / Count;

    private static int BinOf(double confidence) => Math.Clamp((int)Math.Ceiling(confidence * Count) - 1, 0, Count - 1);
}
