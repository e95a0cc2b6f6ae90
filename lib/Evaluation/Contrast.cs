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
