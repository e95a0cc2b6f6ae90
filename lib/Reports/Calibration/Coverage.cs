using MathNet.Numerics;
using MhdNet.Evaluation;

namespace MhdNet.Reports.Calibration;

/// <summary>
/// How often the sets of the patients of one type hold that type. The interval is of what sets calibrated on so many patients cover on
/// average: chance chose the validation patients as well as the test's, and few of either leave it wide. Covered patients are counted as
/// beta-binomial, with the n_k validation patients' spread (Vovk, ACML 2012): share covered ~ Beta(c (n_k + 1), (1 - c)(n_k + 1)).
/// </summary>
/// <param name="Type">Name of the type.</param>
/// <param name="Validation">n_k, validation patients of it.</param>
/// <param name="Patients">Patients of it.</param>
/// <param name="Covered">Those whose set holds it.</param>
/// <param name="Low">Lower end of the 95 % interval of c.</param>
/// <param name="High">Upper end.</param>
public sealed record Coverage(string Type, int Validation, int Patients, int Covered, double Low, double High)
{
    private const double Tail = 0.025;

    /// <summary>Share covered; NaN without patients.</summary>
    public double Share => Patients == 0 ? double.NaN : (double)Covered / Patients;

    /// <summary>Coverage by type.</summary>
    /// <param name="rule">The sets' rule.</param>
    /// <param name="predictions">Calibrated predictions by patient, of the types alone.</param>
    /// <param name="types">Names of the types.</param>
    public static IReadOnlyList<Coverage> Count(ConformalRule rule, IReadOnlyList<Prediction> predictions, IReadOnlyList<string> types)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(types);
        return [.. types.Select((type, k) =>
        {
            var own = predictions.Where(one => one.Label == k).ToList();
            return Create(type, rule.Patients[k], own.Count, own.Count(one => rule.SetOf(one.Probabilities).Contains(k)));
        })];
    }

    /// <summary>A share with its interval.</summary>
    /// <param name="type">Name of the type.</param>
    /// <param name="validation">Validation patients of it.</param>
    /// <param name="patients">n.</param>
    /// <param name="covered">Those covered, at most n.</param>
    public static Coverage Create(string type, int validation, int patients, int covered) => new(
        type, validation, patients, covered,
        covered == 0 ? 0 : Root(c => 1 - AtMost(covered - 1, patients, validation, c) - Tail),
        covered == patients ? 1 : Root(c => Tail - AtMost(covered, patients, validation, c)));

    // P(X <= x) of the beta-binomial
    private static double AtMost(int x, int n, int validation, double c)
    {
        var (a, b) = (c * (validation + 1), (1 - c) * (validation + 1));
        double Log(int k) => SpecialFunctions.BinomialLn(n, k) + SpecialFunctions.BetaLn(k + a, n - k + b) - SpecialFunctions.BetaLn(a, b);
        return Enumerable.Range(0, x + 1).Sum(k => Math.Exp(Log(k)));
    }

    // of a rising function
    private static double Root(Func<double, double> rising)
    {
        var (low, high) = (1e-9, 1 - 1e-9);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = rising(middle) < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
