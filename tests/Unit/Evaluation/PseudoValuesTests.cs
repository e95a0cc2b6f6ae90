using FsCheck.Xunit;
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

public sealed class PseudoValuesTests
{
    private const int Types = 3;

    // the definition: the metric is computed anew without each patient
    [Property]
    public void They_are_what_leaving_out_each_patient_gives(int seed)
    {
        var predictions = Predictions(new Random(seed), patients: 12);
        var patients = predictions.Select(p => p.PatientId).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var score in Enum.GetValues<Score>())
        {
            var whole = Scores.Compute(score, predictions, Types);
            var found = PseudoValues.Compute(score, predictions, Types);
            Assert.Equal(patients.Count, found.Count);
            Assert.All(patients.Zip(found), pair =>
            {
                var without = Scores.Compute(score, [.. predictions.Where(p => p.PatientId != pair.First)], Types);
                Assert.Equal((patients.Count * whole) - ((patients.Count - 1) * without), pair.Second, 9);
            });
        }
    }

    [Fact]
    public void Of_an_accuracy_by_patient_they_are_right_and_wrong()
    {
        Prediction[] predictions = [new("b", "b", 0, [1, 0, 0]), new("a", "a", 1, [1, 0, 0]), new("c", "c", 2, [0, 0, 1])];
        Assert.Equal([0, 1, 1], PseudoValues.Compute(Score.MAcc, predictions, Types));
    }

    // two positives at 0.9 and 0.4, two negatives at 0.5 and 0.1: three wins of four
    [Fact]
    public void Of_an_area_they_are_those_worked_by_hand()
    {
        Prediction[] predictions =
        [
            new("a", "a", 0, [0.9f, 0.1f]), new("b", "b", 0, [0.4f, 0.6f]), new("c", "c", 1, [0.5f, 0.5f]), new("d", "d", 1, [0.1f, 0.9f]),
        ];
        // without a: b beats d alone, 1/2; without b: 1; without c: 1; without d: a beats c alone, 1/2. n T - (n - 1) T', T = 3/4
        Assert.Equal([3 - 1.5, 0, 0, 3 - 1.5], PseudoValues.Compute(Score.MacroAuc, predictions, 2).Select(value => Math.Round(value, 9)));
    }

    [Fact]
    public void Where_the_metric_does_not_exist_without_a_patient_it_is_the_whole()
    {
        Prediction[] predictions = [new("a", "a", 0, [0.9f, 0.1f]), new("b", "b", 1, [0.4f, 0.6f])];
        Assert.Equal([1, 1], PseudoValues.Compute(Score.MacroAuc, predictions, 2));
    }

    // scores of one decimal: ties; one to three sequences per patient
    private static Prediction[] Predictions(Random random, int patients) =>
    [
        .. Enumerable.Range(0, patients).SelectMany(patient => Enumerable.Range(0, random.Next(1, 4)).Select(sequence =>
        {
            double[] raw = [random.Next(1, 5), random.Next(1, 5), random.Next(1, 5), 1];
            return new Prediction($"{patient}-{sequence}", $"{patient:00}", patient % Types, [.. raw.Select(x => (float)(x / raw.Sum()))]);
        })),
    ];
}
