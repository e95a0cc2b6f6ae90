using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// How far a series lies from the training patients in the network's own features: the Mahalanobis distance of the mean of its sequences'
/// features (Lee et al., NeurIPS 2018, without their classes), under the training patients' covariance, which is shrunk towards the
/// identity since there are more features than patients. The threshold is set on validation patients.
/// </summary>
/// <param name="Patients">Training patients.</param>
/// <param name="Mean">Mean of each feature.</param>
/// <param name="Scale">What a feature is divided by: its standard deviation, or a quarter of the median one where that is more.</param>
/// <param name="Vectors">Their features, less the mean and divided, one patient after another: float32, little endian.</param>
/// <param name="Threshold">A series farther than this is out of distribution.</param>
/// <param name="FalseRefusals">Share of series like the validation patients' that lie farther, at most.</param>
public sealed record FeatureBank(
    int Patients, IReadOnlyList<float> Mean, IReadOnlyList<float> Scale, byte[] Vectors, double Threshold, double FalseRefusals)
{
    private const double Wanted = 0.02, LeastDeviation = 0.25, Shrinkage = 0.1;
    private (Matrix<double> Vectors, Cholesky<double> Inner)? _solved;

    /// <summary>Makes the bank and sets the threshold.</summary>
    /// <param name="training">A mean feature vector per training patient.</param>
    /// <param name="validation">The same of validation patients.</param>
    public static FeatureBank Create(IReadOnlyList<float[]> training, IReadOnlyList<float[]> validation)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        var features = Enumerable.Range(0, training[0].Length).ToList();
        float[] mean = [.. features.Select(i => training.Average(one => one[i]))];
        double[] deviations =
            [.. features.Select(i => Math.Sqrt(training.Average(one => (one[i] - mean[i]) * (double)(one[i] - mean[i]))))];
        // one that hardly moves in training would count for more than all others as soon as it does
        var least = Math.Max(LeastDeviation * deviations.Order().ElementAt(deviations.Length / 2), 1e-6);
        float[] scale = [.. deviations.Select(deviation => (float)Math.Max(deviation, least))];
        var vectors = training.SelectMany(one => one.Select((value, i) => (value - mean[i]) / scale[i])).ToArray();
        var bytes = new byte[vectors.Length * sizeof(float)];
        Buffer.BlockCopy(vectors, 0, bytes, 0, bytes.Length);
        var bank = new FeatureBank(training.Count, mean, scale, bytes, double.PositiveInfinity, 0);
        double[] distances = [.. validation.Select(bank.Distance).Order()];
        var rate = Math.Max(Wanted, 1.0 / (distances.Length + 1)); // what so few patients can tell
        return new FeatureBank(training.Count, mean, scale, bytes, ConformalRule.Quantile(distances, 1 - rate), rate);
    }

    /// <summary>The mean feature vector of sequences.</summary>
    public static float[] MeanOf(IReadOnlyList<float[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return [.. Enumerable.Range(0, sequences[0].Length).Select(i => sequences.Average(one => one[i]))];
    }

    /// <summary>Distance of a series to the training patients: sqrt(z' S^-1 z) with S = (1 - s) X' X / n + s I.</summary>
    /// <param name="feature">Its mean feature vector; z is this, less the mean and divided.</param>
    public double Distance(float[] feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        var (vectors, inner) = _solved ??= Solve();
        var z = Vector<double>.Build.Dense(feature.Length, i => (feature[i] - Mean[i]) / Scale[i]);
        // Woodbury: a matrix as large as there are patients, not features, is inverted
        var seen = vectors * z;
        return Math.Sqrt(Math.Max(0, ((z * z) - (seen * inner.Solve(seen))) / Shrinkage));
    }

    private (Matrix<double> Vectors, Cholesky<double> Inner) Solve()
    {
        var values = new float[Vectors.Length / sizeof(float)];
        Buffer.BlockCopy(Vectors, 0, values, 0, Vectors.Length);
        var vectors = Matrix<double>.Build.Dense(Patients, Mean.Count, (row, column) => values[(row * Mean.Count) + column]);
        var ridge = Patients * Shrinkage / (1 - Shrinkage);
        return (vectors, ((vectors * vectors.Transpose()) + (ridge * Matrix<double>.Build.DenseIdentity(Patients))).Cholesky());
    }
}
