using MathNet.Numerics.Distributions;

namespace MhdNet.Analysis.Teaching;

/// <summary>One patient of the toy.</summary>
/// <param name="Ct">What CT shows: one number.</param>
/// <param name="Pathology">What pathology shows: one number, known in training only.</param>
/// <param name="Type">The type that an expert wrote down: 0, 1 or 2.</param>
public sealed record ToyPatient(double Ct, double Pathology, int Type);

/// <summary>
/// The smallest world in which a modality is hidden at test, to explain distillation by; synthetic, and about no patient. A patient has a
/// severity s, uniform in [-1, 1]; CT and pathology each show s with normal noise, CT with more; the expert's type is drawn from p(type |
/// s), which is soft where the types meet. So what is best to say from CT alone is known: p(type | CT), by summing over s.
/// </summary>
public sealed record ToyWorld
{
    /// <summary>Names of the types, mildest first.</summary>
    public static IReadOnlyList<string> Types { get; } = ["mild", "middle", "severe"];

    /// <summary>Standard deviation of CT's noise; the severity runs from -1 to 1.</summary>
    public double CtNoise { get; init; } = 0.45;

    /// <summary>Standard deviation of pathology's noise.</summary>
    public double PathologyNoise { get; init; } = 0.1;

    /// <summary>How soft the borders between types are: near zero, an expert who knew the severity would never hesitate.</summary>
    public double Softness { get; init; } = 0.25;

    /// <summary>Draws patients.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed draws the same patients.</param>
    public IReadOnlyList<ToyPatient> Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var severity = (2 * random.NextDouble()) - 1;
            return new ToyPatient(
                Normal.Sample(random, severity, CtNoise), Normal.Sample(random, severity, PathologyNoise),
                Categorical.Sample(random, OfSeverity(severity)));
        })];
    }

    /// <summary>The best that can be said from CT alone: p(type | CT).</summary>
    public double[] Posterior(double ct) => Posteriors([ct])[0];

    /// <summary>The same of many patients.</summary>
    public double[][] Posteriors(IReadOnlyList<double> ct)
    {
        ArgumentNullException.ThrowIfNull(ct);
        var severities = new List<(double Severity, double[] Types)>();
        for (var severity = -1.0; severity <= 1; severity += 0.01)
        {
            severities.Add((severity, OfSeverity(severity)));
        }

        return [.. ct.Select(value =>
        {
            var sum = new double[Types.Count];
            var total = 0.0;
            foreach (var (severity, types) in severities)
            {
                var weight = Normal.PDF(severity, CtNoise, value);
                total += weight;
                for (var k = 0; k < sum.Length; k++)
                {
                    sum[k] += weight * types[k];
                }
            }

            return Array.ConvertAll(sum, part => part / total);
        })];
    }

    // borders at -1/3 and 1/3: the middle type's logit is 0, the others' rise past their border
    private double[] OfSeverity(double severity)
    {
        var logits = new[] { (-severity - (1 / 3.0)) / Softness, 0, (severity - (1 / 3.0)) / Softness };
        var exponents = logits.Select(logit => Math.Exp(2 * (logit - logits.Max()))).ToArray();
        return [.. exponents.Select(value => value / exponents.Sum())];
    }
}
