
using MhdNet.Data;
using MhdNet.Evaluation;

namespace MhdNet.Studies;

/// <summary>
/// A row against the study's reference, by patient, on the seeds that both have and the patients that both have been tested on: a row that
/// needs pathology is compared on the patients that have it. The extra patients decide, being many, wherever they are not fewer than the
/// test patients, whose difference stands beside.
/// </summary>
/// <param name="Row">The row's name.</param>
/// <param name="Types">Types whose patients alone were looked at; empty: all.</param>
/// <param name="Seeds">Seeds that both have.</param>
/// <param name="Test">Row minus reference on the test patients.</param>
/// <param name="Extra">Row minus reference on the extra patients; null where the two have none in common.</param>
/// <param name="McNemar">
/// On the patients that decide: those whom the row alone types rightly, and the reference alone, each by its mean probability over the
/// seeds.
/// </param>
/// <param name="Components">Where the difference's uncertainty comes from, on the patients that decide; null with one seed.</param>
public sealed record Comparison(
    string Row, IReadOnlyList<string> Types, IReadOnlyList<int> Seeds,
    Contrast Test, Contrast? Extra, McNemar McNemar, VarianceComponents? Components)
{
    /// <summary>The contrast that decides, its p-values adjusted (Holm) for all comparisons of the study.</summary>
    public Contrast Decisive { get; init; } = ExtraDecide(Test, Extra) ? Extra! : Test;

    /// <summary>How many patients decide.</summary>
    public int Patients => Decisive.Patients;

    /// <summary>Which patients decide, in words: "26 test patients", "300 extra test patients", "300 fresh patients".</summary>
    public string Decided => $"{Patients} {(DecidesOnExtra ? "extra test" : Whose)} patients";

    /// <summary>Which patients those of <see cref="Test"/> are, as <see cref="StudyResult.Whose"/>.</summary>
    public required string Whose { get; init; }

    /// <summary>Whether the extra patients decide.</summary>
    public bool DecidesOnExtra => ExtraDecide(Test, Extra);

    /// <summary>Compares two rows; null where no seed is finished of both, or they share no test patient of the types.</summary>
    internal static Comparison? Compare(
        StudyRow row, StudyRow reference, Score score, IReadOnlyList<string> types, LabelSet labels, string whose)
    {
        int[] seeds = row.Test is null || reference.Test is null ? [] : [.. row.Test.Seeds.Intersect(reference.Test.Seeds)];
        if (seeds.Length == 0)
        {
            return null;
        }

        int[] classes = [.. types.Select(labels.IndexOf)];
        Replicates? ByPatient(Replicates? replicates)
        {
            var some = classes.Length == 0 ? replicates
                : replicates?.Runs[0].Any(p => classes.Contains(p.Label)) == true ? replicates.OfLabels(classes)
                : null;
            return some?.Of(seeds).ByPatient();
        }

        (Replicates Row, Replicates Reference)? Both(Func<StudyRow, Replicates?> set) =>
            Replicates.OnSamePatients([ByPatient(set(row)), ByPatient(set(reference))]) is [{ } first, { } second] ? (first, second) : null;

        if (Both(one => one.Test) is not { } test)
        {
            return null;
        }

        Contrast Difference((Replicates Row, Replicates Reference) both) =>
            Contrast.Compare(both.Row, both.Reference, score, labels.TypeCount);
        var extra = Both(one => one.Extra);
        var (onTest, onExtra) = (Difference(test), extra is { } further ? Difference(further) : null);
        var deciding = ExtraDecide(onTest, onExtra) ? extra!.Value : test;
        return new Comparison(
            row.Name, types, seeds, onTest, onExtra,
            Evaluation.McNemar.Compare(deciding.Row.Mean(), deciding.Reference.Mean(), labels.TypeCount),
            seeds.Length < 2 ? null : VarianceComponents.Estimate(deciding.Row, deciding.Reference, labels.TypeCount))
        {
            Whose = whose,
        };
    }

    private static bool ExtraDecide(Contrast test, Contrast? extra) => extra?.Patients >= test.Patients;
}
