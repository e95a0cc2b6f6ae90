using System.Text.Json.Serialization;

namespace MhdNet.Evaluation;

/// <summary>The difference between two configurations on the same patients and seeds, and how sure it is.</summary>
/// <param name="Difference">First minus second, with its interval.</param>
/// <param name="P">Two-sided p-value against no difference.</param>
/// <param name="PMargin">
/// One-sided p-value against the first being better by <see cref="VerdictRule.Margin"/> or more: small where it certainly is not; 1 with
/// fewer than <see cref="VerdictRule.FewestForMargin"/> patients.
/// </param>
/// <param name="PReverseMargin">The same for the second.</param>
/// <param name="Patients">Number of patients.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record Contrast(Interval Difference, double P, double PMargin, double PReverseMargin, int Patients)
{
    private const double Level = 0.95;

    /// <summary>
    /// First minus second: the difference of a metric's means over the seeds, with seeds and patients as two crossed samples
    /// (<see cref="CrossedEffects"/>). A metric that is no mean over patients, such as an AUC, goes in by its
    /// <see cref="PseudoValues"/>.
    /// </summary>
    /// <param name="first">One configuration; for a metric by patient, the result of <see cref="Replicates.ByPatient"/>.</param>
    /// <param name="second">The other, on the same patients and seeds.</param>
    /// <param name="score">The metric.</param>
    /// <param name="typeCount">Number of tumour types: the classes before `other`.</param>
    /// <exception cref="ArgumentException">The two differ in their patients or seeds.</exception>
    public static Contrast Compare(Replicates first, Replicates second, Score score, int typeCount)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.Patients.SequenceEqual(second.Patients) || !first.Seeds.SequenceEqual(second.Seeds))
        {
            throw new ArgumentException("a paired comparison needs the same patients and the same seeds on both sides", nameof(second));
        }

        double Metric(IReadOnlyList<Prediction> run) => Scores.Compute(score, run, typeCount);
        var value = first.Spread(Metric).Mean - second.Spread(Metric).Mean;
        if (first.Patients.Count == 1)
        {
            return new Contrast(new Interval(value, -1, 1, Level, 0), 1, 1, 1, 1); // one patient tells nothing of others
        }

        var differences = first.Runs.Zip(second.Runs, (one, other) =>
            (IReadOnlyList<double>)[.. PseudoValues.Compute(score, one, typeCount)
                .Zip(PseudoValues.Compute(score, other, typeCount), (a, b) => a - b)]);
        var found = CrossedEffects.Estimate([.. differences]) with { Mean = value };
        var (reach, many) = (found.Reach(Level), first.Patients.Count >= VerdictRule.FewestForMargin);
        return new Contrast(
            new Interval(value, value - reach, value + reach, Level, 0),
            found.P,
            many ? found.AtLeast(VerdictRule.Margin) : 1,
            many ? (found with { Mean = -value }).AtLeast(VerdictRule.Margin) : 1,
            first.Patients.Count);
    }

    /// <summary>The same, second minus first.</summary>
    public Contrast Reversed()
    {
        var reversed = Difference with { Value = -Difference.Value, Low = -Difference.High, High = -Difference.Low };
        return new Contrast(reversed, P, PReverseMargin, PMargin, Patients);
    }

    /// <summary>The same with p-values adjusted for all comparisons of a family (<see cref="Holm"/>).</summary>
    public static IReadOnlyList<Contrast> Adjusted(IReadOnlyList<Contrast> family)
    {
        ArgumentNullException.ThrowIfNull(family);
        var p = Holm.Adjusted([.. family.Select(contrast => contrast.P)]);
        var margin = Holm.Adjusted([.. family.Select(contrast => contrast.PMargin)]);
        var reverse = Holm.Adjusted([.. family.Select(contrast => contrast.PReverseMargin)]);
        return [.. family.Select((contrast, i) => contrast with { P = p[i], PMargin = margin[i], PReverseMargin = reverse[i] })];
    }
}
