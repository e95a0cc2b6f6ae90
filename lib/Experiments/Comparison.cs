using MhdNet.Evaluation;

namespace MhdNet.Experiments;

/// <summary>
/// A row against the study's reference, by patient, on the seeds that both have. Where both have been tested on extra patients these
/// decide, being many; the test patients' difference stands beside.
/// </summary>
/// <param name="Row">The row's name.</param>
/// <param name="Types">Types whose patients alone were looked at; empty: all.</param>
/// <param name="Seeds">Seeds that both have.</param>
/// <param name="Test">Row minus reference on the test patients.</param>
/// <param name="Extra">Row minus reference on the extra patients; null where one of the two was not tested on them.</param>
/// <param name="McNemar">
/// On the patients that decide: those whom the row alone types rightly, and the reference alone, each by its mean probability over the seeds.
/// </param>
/// <param name="Components">Where the difference's uncertainty comes from, on the patients that decide; null with one seed.</param>
/// <param name="Patients">How many they are.</param>
public sealed record Comparison(
    string Row, IReadOnlyList<string> Types, IReadOnlyList<int> Seeds, Contrast Test, Contrast? Extra, McNemar McNemar, VarianceComponents? Components, int Patients)
{
    /// <summary>The contrast that decides, its p-values adjusted (Holm) for all comparisons of the study.</summary>
    public Contrast Decisive { get; init; } = Extra ?? Test;

    /// <summary>Compares two rows; null where no seed is finished of both, or no test patient is of the types.</summary>
    internal static Comparison? Of(StudyRow row, StudyRow reference, Score score, IReadOnlyList<string> types, Data.Typing typing)
    {
        int[] seeds = row.Test is null || reference.Test is null ? [] : [.. row.Test.Seeds.Intersect(reference.Test.Seeds)];
        if (seeds.Length == 0)
        {
            return null;
        }

        Replicates? ByPatient(Replicates? replicates)
        {
            int[] labels = [.. types.Select(typing.IndexOf)];
            var some = labels.Length == 0 ? replicates : replicates is null || !replicates.Runs[0].Any(p => labels.Contains(p.Label)) ? null : replicates.OfLabels(labels);
            return some?.Of(seeds).ByPatient();
        }

        double Figure(IReadOnlyList<Prediction> sample) => Scores.Of(score, sample, typing.TypeCount);
        var (testedRow, testedReference) = (ByPatient(row.Test), ByPatient(reference.Test));
        if (testedRow is null || testedReference is null)
        {
            return null;
        }

        var extra = (Row: ByPatient(row.Extra), Reference: ByPatient(reference.Extra));
        var both = extra.Row is not null && extra.Reference is not null;
        var deciding = both ? (Row: extra.Row!, Reference: extra.Reference!) : (Row: testedRow, Reference: testedReference);
        var bootstrap = new Bootstrap();
        return new Comparison(
            row.Name, types, seeds,
            bootstrap.Difference(testedRow, testedReference, Figure),
            both ? bootstrap.Difference(extra.Row!, extra.Reference!, Figure) : null,
            Evaluation.McNemar.Of(deciding.Row.Mean(), deciding.Reference.Mean(), typing.TypeCount),
            seeds.Length < 2 ? null : VarianceComponents.Of(deciding.Row, deciding.Reference, typing.TypeCount),
            deciding.Row.Patients.Count);
    }
}
