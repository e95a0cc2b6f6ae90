namespace MhdNet.Evaluation;

/// <summary>
/// Analysis of variance of a two-way layout with one value per cell: what seeds and patients do to a value, and what neither explains.
/// </summary>
/// <param name="Mean">Mean of all values.</param>
/// <param name="Seeds">Mean square between seeds; NaN with one seed.</param>
/// <param name="Patients">Mean square between patients.</param>
/// <param name="Rest">Mean square of the rest; NaN with one seed.</param>
/// <param name="SeedCount">Number of seeds.</param>
/// <param name="PatientCount">Number of patients.</param>
internal sealed record MeanSquares(double Mean, double Seeds, double Patients, double Rest, int SeedCount, int PatientCount)
{
    /// <summary>Computes them.</summary>
    /// <param name="values">One row per seed, one column per patient; rows of one length, at least two patients.</param>
    /// <exception cref="ArgumentException">Fewer than two patients, or rows of unequal length.</exception>
    public static MeanSquares Compute(IReadOnlyList<IReadOnlyList<double>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (seeds, patients) = (values.Count, values.Count == 0 ? 0 : values[0].Count);
        if (patients < 2 || values.Any(row => row.Count != patients))
        {
            throw new ArgumentException("variances between patients need two patients or more, the same under every seed", nameof(values));
        }

        var mean = values.Average(row => row.Average());
        double[] bySeed = [.. values.Select(row => row.Average() - mean)];
        double[] byPatient = [.. Enumerable.Range(0, patients).Select(p => values.Average(row => row[p]) - mean)];
        var rest = values.Select((row, s) => row.Select((d, p) => Math.Pow(d - mean - bySeed[s] - byPatient[p], 2)).Sum()).Sum();
        return new MeanSquares(
            mean,
            patients * bySeed.Sum(d => d * d) / (seeds - 1),
            seeds * byPatient.Sum(d => d * d) / (patients - 1),
            rest / ((seeds - 1.0) * (patients - 1)),
            seeds, patients);
    }
}
