using MathNet.Numerics.Distributions;

namespace MhdNet.Evaluation;

/// <summary>
/// Where the uncertainty of a paired difference in accuracy comes from: variances between patients, between seeds, and what is left, in
/// a two-way layout with one observation per cell (patients and seeds both random; estimates from the mean squares, negative ones set
/// to 0). It answers how many seeds a comparison needs, and when no number of seeds is enough.
/// </summary>
/// <param name="Patients">Variance between patients of the expected difference.</param>
/// <param name="Seeds">Variance between seeds of the expected difference.</param>
/// <param name="Rest">What remains of the variance of a single patient's difference under a single seed.</param>
public sealed record VarianceComponents(double Patients, double Seeds, double Rest)
{
    /// <summary>Estimates the components.</summary>
    /// <param name="differences">First minus second: one row per seed, one column per patient; at least two of each.</param>
    public static VarianceComponents Estimate(IReadOnlyList<IReadOnlyList<double>> differences)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (differences.Count < 2)
        {
            throw new ArgumentException("variances between seeds need two seeds or more", nameof(differences));
        }

        var found = MeanSquares.Compute(differences);
        return new VarianceComponents(
            Math.Max(0, (found.Patients - found.Rest) / found.SeedCount),
            Math.Max(0, (found.Seeds - found.Rest) / found.PatientCount),
            found.Rest);
    }

    /// <summary>Estimates them from the right and wrong decisions of two configurations on the same patients and seeds.</summary>
    public static VarianceComponents Estimate(Replicates first, Replicates second, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        double Right(Prediction p) => p.Decide(Decision.AllClasses, typeCount) == p.Label ? 1 : 0;
        return Estimate([.. first.Runs.Zip(second.Runs, (a, b) => (IReadOnlyList<double>)[.. a.Zip(b, (x, y) => Right(x) - Right(y))])]);
    }

    /// <summary>Standard error of the mean difference.</summary>
    public double StandardError(int seeds, int patients) =>
        Math.Sqrt((Patients / patients) + (Seeds / seeds) + (Rest / ((double)seeds * patients)));

    /// <summary>Chance that a true difference is found, in the normal approximation.</summary>
    /// <param name="effect">The true difference, a fraction of 1.</param>
    /// <param name="seeds">Seeds.</param>
    /// <param name="patients">Test patients.</param>
    /// <param name="alpha">Two-sided level of the test; for m comparisons at once, alpha / m is on the safe side.</param>
    public double Power(double effect, int seeds, int patients, double alpha = VerdictRule.Alpha)
    {
        var z = Normal.InvCDF(0, 1, 1 - (alpha / 2));
        var shift = effect / StandardError(seeds, patients);
        return Normal.CDF(0, 1, shift - z) + Normal.CDF(0, 1, -shift - z);
    }

    /// <summary>The fewest seeds that reach a power.</summary>
    /// <param name="effect">The difference to be found, a fraction of 1.</param>
    /// <param name="patients">Test patients.</param>
    /// <param name="power">Wanted chance of finding it.</param>
    /// <param name="alpha">Two-sided level of the test.</param>
    /// <param name="most">Where to give up.</param>
    /// <returns>The number; null where <paramref name="most"/> seeds do not reach it, because the patients are too few.</returns>
    public int? SeedsFor(double effect, int patients, double power = 0.8, double alpha = VerdictRule.Alpha, int most = 100)
    {
        for (var seeds = 1; seeds <= most; seeds++)
        {
            if (Power(effect, seeds, patients, alpha) >= power)
            {
                return seeds;
            }
        }

        return null;
    }
}
