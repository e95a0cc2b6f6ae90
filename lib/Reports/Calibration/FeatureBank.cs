namespace MhdNet.Reports.Calibration;

/// <summary>
/// How far a series lies from the training patients in the network's own features: the mean of its sequences' features, each divided by
/// its standard deviation over the training patients, and the Euclidean distance to the k-th nearest of them (Sun et al., ICML 2022, k
/// nearest neighbours for out-of-distribution detection). The threshold is set on validation patients.
/// </summary>
/// <param name="Patients">Training patients.</param>
/// <param name="Scale">What a feature is divided by.</param>
/// <param name="Vectors">Their divided features one after another, float32, little endian.</param>
/// <param name="Threshold">A series farther than this is out of distribution.</param>
/// <param name="FalseRefusals">Share of series like the validation patients' that lie farther, at most.</param>
public sealed record FeatureBank(int Patients, IReadOnlyList<float> Scale, byte[] Vectors, double Threshold, double FalseRefusals)
{
    private const int Neighbours = 5;
    private const double Wanted = 0.02;
    private float[]? _vectors;

    /// <summary>Makes the bank and sets the threshold.</summary>
    /// <param name="training">A mean feature vector per training patient.</param>
    /// <param name="validation">The same of validation patients.</param>
    public static FeatureBank Create(IReadOnlyList<float[]> training, IReadOnlyList<float[]> validation)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        float[] scale = [.. Enumerable.Range(0, training[0].Length).Select(i => Deviation(training, i))];
        var vectors = training.SelectMany(one => one.Select((value, i) => value / scale[i])).ToArray();
        var bytes = new byte[vectors.Length * sizeof(float)];
        Buffer.BlockCopy(vectors, 0, bytes, 0, bytes.Length);
        var bank = new FeatureBank(training.Count, scale, bytes, double.PositiveInfinity, 0);
        double[] distances = [.. validation.Select(bank.Distance).Order()];
        var rate = Math.Max(Wanted, 1.0 / (distances.Length + 1)); // what so few patients can tell
        return bank with { Threshold = ConformalRule.Quantile(distances, 1 - rate), FalseRefusals = rate };
    }

    /// <summary>The mean feature vector of sequences.</summary>
    public static float[] Mean(IReadOnlyList<float[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        return [.. Enumerable.Range(0, sequences[0].Length).Select(i => sequences.Average(one => one[i]))];
    }

    /// <summary>Distance of a series to the training patients.</summary>
    /// <param name="feature">Its mean feature vector.</param>
    public double Distance(float[] feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        if (_vectors is null)
        {
            var vectors = new float[Vectors.Length / sizeof(float)];
            Buffer.BlockCopy(Vectors, 0, vectors, 0, Vectors.Length);
            _vectors = vectors;
        }

        var distances = new double[Patients];
        for (var patient = 0; patient < Patients; patient++)
        {
            double sum = 0;
            for (var i = 0; i < feature.Length; i++)
            {
                var difference = (feature[i] / Scale[i]) - _vectors[(patient * feature.Length) + i];
                sum += difference * difference;
            }

            distances[patient] = Math.Sqrt(sum);
        }

        return distances.Order().ElementAt(Math.Min(Neighbours, Patients) - 1);
    }

    // a feature that is constant in training says as much as another by how far it then moves
    private static float Deviation(IReadOnlyList<float[]> vectors, int i)
    {
        var mean = vectors.Average(one => one[i]);
        var deviation = Math.Sqrt(vectors.Average(one => (one[i] - mean) * (double)(one[i] - mean)));
        return (float)Math.Max(deviation, 1e-3);
    }
}
