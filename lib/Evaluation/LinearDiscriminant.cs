using MathNet.Numerics.LinearAlgebra;

namespace MhdNet.Evaluation;

/// <summary>
/// Linear discriminant analysis (Fisher 1936; Rao 1948): normal classes that share one covariance, priors as in the training cases.
/// Features are standardised, and a ridge on the diagonal of the pooled covariance (Friedman 1989) steadies it where cases are few.
/// </summary>
public sealed class LinearDiscriminant
{
    private const double Ridge = 0.02;
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly Matrix<double> _weights; // (classes, features)
    private readonly double[] _offsets;

    private LinearDiscriminant(double[] mean, double[] scale, Matrix<double> weights, double[] offsets) =>
        (_mean, _scale, _weights, _offsets) = (mean, scale, weights, offsets);

    /// <summary>Mean of each feature over the training cases.</summary>
    public double[] Mean => [.. _mean];

    /// <summary>What each feature is divided by once its mean is taken off: its standard deviation, or 1 where it does not vary.</summary>
    public double[] Scale => [.. _scale];

    /// <summary>(classes, features), of the standardised features.</summary>
    public double[,] Weights => _weights.ToArray();

    /// <summary>Added to each class's score; minus infinity for a class without training cases.</summary>
    public double[] Offsets => [.. _offsets];

    /// <summary>Fits the classifier.</summary>
    /// <param name="features">(cases, features).</param>
    /// <param name="labels">Class of each case, 0 .. classes - 1; a class without cases is never predicted.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">No cases, or rows of unlike lengths.</exception>
    public static LinearDiscriminant Fit(IReadOnlyList<double[]> features, IReadOnlyList<int> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.Count == 0 || features.Count != labels.Count || features.Any(row => row.Length != features[0].Length))
        {
            throw new ArgumentException($"{features.Count} cases and {labels.Count} labels are no table", nameof(features));
        }

        var width = features[0].Length;
        var mean = Average(features, width);
        var scale = new double[width];
        for (var j = 0; j < width; j++)
        {
            var spread = Math.Sqrt(features.Average(row => (row[j] - mean[j]) * (row[j] - mean[j])));
            scale[j] = spread > 0 ? spread : 1;
        }

        var cases = features.Select(row => Standardise(row, mean, scale)).ToList();
        var centres = Enumerable.Range(0, classes).Select(k => Average([.. cases.Where((_, i) => labels[i] == k)], width)).ToArray();
        var within = Matrix<double>.Build.Dense(cases.Count, width, (i, j) => cases[i][j] - centres[labels[i]][j]);
        var covariance = within.TransposeThisAndMultiply(within) / cases.Count + (Ridge * Matrix<double>.Build.DenseIdentity(width));
        var means = Matrix<double>.Build.DenseOfRowArrays(centres);
        var weights = covariance.Cholesky().Solve(means.Transpose()).Transpose();
        double LogPrior(int k) => Math.Log(labels.Count(label => label == k) / (double)cases.Count);
        double Offset(int k) => LogPrior(k) - (0.5 * weights.Row(k).DotProduct(means.Row(k)));
        return new LinearDiscriminant(mean, scale, weights, [.. Enumerable.Range(0, classes).Select(Offset)]);
    }

    /// <summary>Probability of each class.</summary>
    /// <param name="features">One case.</param>
    public float[] Predict(double[] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var scores = _weights * Vector<double>.Build.Dense(Standardise(features, _mean, _scale));
        var logits = _offsets.Select((offset, k) => offset + scores[k]).ToArray();
        var highest = logits.Max();
        var powers = Array.ConvertAll(logits, logit => Math.Exp(logit - highest));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => (float)(power / sum));
    }

    private static double[] Average(IReadOnlyList<double[]> rows, int width) =>
        [.. Enumerable.Range(0, width).Select(j => rows.Count == 0 ? 0 : rows.Average(row => row[j]))];

    private static double[] Standardise(double[] row, double[] mean, double[] scale) =>
        [.. row.Select((value, j) => (value - mean[j]) / scale[j])];
}
