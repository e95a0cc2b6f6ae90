using MathNet.Numerics.Distributions;

namespace MhdNet.Evaluation;

/// <summary>
/// A mean over seeds and patients, and how sure it is when both are samples: a two-way layout with one value per cell and both effects
/// random. The variance of the mean is (MS_seeds + MS_patients - MS_rest) / (seeds x patients); its degrees of freedom are Satterthwaite's
/// (Biometrics Bulletin 2, 1946). Few seeds that differ much therefore widen the interval as they should. With one seed, what other seeds
/// would change is missing.
/// </summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Freedom">Degrees of freedom of the standard error.</param>
public sealed record CrossedEffects(double Mean, double StandardError, double Freedom)
{
    /// <summary>Estimates mean and standard error.</summary>
    /// <param name="values">One row per seed, one column per patient; rows of one length, at least two patients.</param>
    /// <exception cref="ArgumentException">Fewer than two patients, or rows of unequal length.</exception>
    public static CrossedEffects Estimate(IReadOnlyList<IReadOnlyList<double>> values)
    {
        var (mean, betweenSeeds, betweenPatients, rest, seeds, patients) = MeanSquares.Compute(values);
        if (seeds == 1)
        {
            return new CrossedEffects(mean, Math.Sqrt(betweenPatients / patients), patients - 1);
        }

        // a component that comes out negative is none: the mean squares of the other effect alone
        (double Weight, double Square, double Freedom)[] parts = (betweenSeeds > rest, betweenPatients > rest) switch
        {
            (true, true) => [(1, betweenSeeds, seeds - 1), (1, betweenPatients, patients - 1),
                (-1, rest, (seeds - 1.0) * (patients - 1))],
            (true, false) => [(1, betweenSeeds, seeds - 1)],
            _ => [(1, betweenPatients, patients - 1)],
        };
        var variance = parts.Sum(part => part.Weight * part.Square);
        var freedom = variance * variance / parts.Sum(part => part.Square * part.Square / part.Freedom);
        return new CrossedEffects(mean, Math.Sqrt(variance / ((double)seeds * patients)), double.IsNaN(freedom) ? patients - 1 : freedom);
    }

    /// <summary>Two-sided p-value against a mean of zero; 1 where nothing varies and the mean is zero.</summary>
    public double P => Mean == 0 ? 1 : StandardError == 0 ? 0 : 2 * Below(-Math.Abs(Mean));

    /// <summary>One-sided p-value against a mean of a level or more: small where it is certainly less.</summary>
    public double AtLeast(double level) => StandardError == 0 ? (Mean < level ? 0 : 1) : Below(Mean - level);

    /// <summary>Half the width of the interval.</summary>
    /// <param name="level">Coverage, 0.95 for 95 %.</param>
    public double Reach(double level) =>
        StandardError == 0 ? 0 : StandardError * StudentT.InvCDF(0, 1, Freedom, (1 + level) / 2);

    private double Below(double distance) => StudentT.CDF(0, 1, Freedom, distance / StandardError);
}
