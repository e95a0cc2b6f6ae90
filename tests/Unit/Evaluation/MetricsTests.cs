using System.Text.Json;
using FsCheck.Xunit;
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

public sealed class MetricsTests
{
    /// <summary>Three types and `other`: truth 0 0 1 1 2, decided 0 1 1 other 0.</summary>
    private static readonly Prediction[] _small =
    [
        new("a1", "a", 0, [.7f, .1f, .1f, .1f]),
        new("a2", "a", 0, [.2f, .6f, .1f, .1f]),
        new("b1", "b", 1, [.1f, .7f, .1f, .1f]),
        new("b2", "b", 1, [.1f, .3f, .2f, .4f]),
        new("c1", "c", 2, [.5f, .1f, .3f, .1f]),
    ];

    [Fact]
    public void Figures_of_five_sequences_worked_by_hand()
    {
        var m = Metrics.Compute(_small, typeCount: 3);
        Assert.Equal(2 / 5.0, m.MAcc, 12);
        Assert.Equal([0, 1, 2], m.Averaged);                            // `other` was decided for but is no type
        Assert.Equal((1 / 2.0 + 1 / 2.0 + 0) / 3, m.Precision, 12);     // type 2: nothing called so, hence 0
        Assert.Equal((1 / 2.0 + 1 / 2.0 + 0) / 3, m.Recall, 12);        // the tumour called `other` lowers type 1
        Assert.Equal((1 / 2.0 + 1 / 2.0 + 0) / 3, m.F1, 12);
        Assert.Equal(1 / 3.0, m.F1OfMeans, 12);
        // O: (0,1) 1, (1,3) 4, (2,0) 4 -> 9. Margins 2 2 1 0 and 2 2 0 1:
        // sum D E = [0:(1*2+9*1)*2 + 1:(1*2+4*1)*2 + 2:(4*2+1*2+1*1)*1] / 5 = (22 + 12 + 11) / 5 = 9
        Assert.Equal(0, m.Qwk, 12);
    }

    [Fact]
    public void Among_types_a_tumour_is_never_called_other()
    {
        var m = Metrics.Compute(_small, typeCount: 3, Decision.TypesOnly);
        Assert.Equal(3 / 5.0, m.MAcc, 12);
        Assert.Equal(0, m.Matrix.PredictedCount(3));
        // O: (0,1) 1, (2,0) 4 -> 5. Decided 2 3 0: sum D E = [2*(1*3) + 2*(1*2) + 1*(4*2+1*3)] / 5 = 21/5
        Assert.Equal(1 - 5 / (21 / 5.0), m.Qwk, 12);
    }

    [Fact]
    public void Two_readings_of_F1_differ_where_precision_and_recall_do()
    {
        // truth 0 0 0 1, decided 0 0 1 1: precision 1, 1/2; recall 2/3, 1; F1 4/5, 2/3
        var m = Metrics.Compute(Decided([0, 0, 0, 1], [0, 0, 1, 1], 2), typeCount: 2);
        Assert.Equal((4 / 5.0 + 2 / 3.0) / 2, m.F1, 12);
        Assert.Equal(2 * .75 * (5 / 6.0) / (.75 + 5 / 6.0), m.F1OfMeans, 12);
    }

    [Fact]
    public void A_type_absent_from_the_truth_counts_once_something_is_called_it()
    {
        var unmentioned = Metrics.Compute(Decided([0, 0, 1, 1], [0, 0, 1, 1], 3), typeCount: 3);
        Assert.Equal([0, 1], unmentioned.Averaged);
        Assert.Equal([2], unmentioned.WithoutAuc);
        Assert.Equal(1, unmentioned.F1);
        var mentioned = Metrics.Compute(Decided([0, 0, 1, 1], [0, 0, 1, 2], 3), typeCount: 3);
        Assert.Equal([0, 1, 2], mentioned.Averaged);
        Assert.Equal((1 + 0.5 + 0) / 3, mentioned.Recall, 12);
    }

    [Fact]
    public void Kappa_keeps_the_clinical_distance_across_absent_types()
    {
        // truth 0 0 7 7, decided 0 7 7 0: as far off as can be. Without the gap the same counts would give the same kappa;
        // one step (0 called 1) must cost 1/49 of it.
        Assert.Equal(0, Metrics.Compute(Decided([0, 0, 7, 7], [0, 7, 7, 0], 8), 8).Qwk, 12);
        // O = 1; margins 0:2 7:2 and 0:1 1:1 7:2 -> sum D E = (2*(1*1 + 49*2) + 2*(49*1 + 36*1)) / 4 = 92
        Assert.Equal(1 - 1 / 92.0, Metrics.Compute(Decided([0, 0, 7, 7], [0, 1, 7, 7], 8), 8).Qwk, 12);
    }

    [Fact]
    public void Kappa_does_not_exist_where_there_is_one_class()
    {
        var m = Metrics.Compute(Decided([1, 1], [1, 1], 3), typeCount: 3);
        Assert.True(double.IsNaN(m.Qwk));
        Assert.True(double.IsNaN(m.MacroAuc));
        Assert.Equal([0, 1, 2], m.WithoutAuc);
        Assert.Equal(1, m.F1);
    }

    [Fact]
    public void Nothing_to_evaluate_is_an_error() => Assert.Throws<ArgumentException>(() => Metrics.Compute([], 3));

    [Fact]
    public void Unlike_rows_are_an_error() =>
        Assert.Throws<ArgumentException>(() => Metrics.Compute([_small[0], new("z", "z", 0, [1f, 0f])], 3));

    [Property]
    public bool Perfect_decisions_score_one(byte[] labels)
    {
        var truth = Classes(labels, 5);
        var m = Metrics.Compute(Decided(truth, truth, 5), typeCount: 5);
        var one = truth.Distinct().Count() == 1;
        return m is { MAcc: 1, Precision: 1, Recall: 1, F1: 1, F1OfMeans: 1 }
            && (one ? double.IsNaN(m.Qwk) && double.IsNaN(m.MacroAuc) : m is { Qwk: 1, MacroAuc: 1 });
    }

    [Property]
    public bool The_order_of_the_sequences_does_not_matter((byte Truth, byte Decided)[] pairs, int seed)
    {
        var (truth, decided) = Pairs(pairs, 4);
        var predictions = Decided(truth, decided, 4);
        var shuffled = predictions.ToArray();
        new Random(seed).Shuffle(shuffled);
        return Same(Metrics.Compute(predictions, 4), Metrics.Compute(shuffled, 4));
    }

    [Property]
    public bool Kappa_is_symmetric_and_blind_to_the_direction_of_the_order((byte Truth, byte Decided)[] pairs)
    {
        var (truth, decided) = Pairs(pairs, 6);
        var kappa = ConfusionMatrix.Count(truth, decided, 6).QuadraticWeightedKappa();
        return Near(kappa, ConfusionMatrix.Count(decided, truth, 6).QuadraticWeightedKappa())
            && Near(kappa, ConfusionMatrix.Count([.. truth.Select(k => 5 - k)], [.. decided.Select(k => 5 - k)], 6)
                .QuadraticWeightedKappa());
    }

    [Property]
    public bool Renaming_the_classes_permutes_the_matrix_and_keeps_the_means((byte Truth, byte Decided)[] pairs, int seed)
    {
        var (truth, decided) = Pairs(pairs, 5);
        var names = Enumerable.Range(0, 5).ToArray();
        new Random(seed).Shuffle(names);
        var before = Metrics.Compute(Decided(truth, decided, 5), 5);
        var after = Metrics.Compute(Decided([.. truth.Select(k => names[k])], [.. decided.Select(k => names[k])], 5), 5);
        return Near(before.F1, after.F1) && Near(before.Precision, after.Precision)
            && Near(before.MAcc, after.MAcc) && Near(before.MacroAuc, after.MacroAuc)
            && Enumerable.Range(0, 25).All(i => before.Matrix[i / 5, i % 5] == after.Matrix[names[i / 5], names[i % 5]]);
    }

    [Fact]
    public void The_whole_report_survives_JSON()
    {
        Prediction[] withOther = [.. _small, new("o1", "o", 3, [.1f, .1f, .1f, .7f]), new("o2", "o", 3, [.4f, .2f, .2f, .2f])];
        var report = EvaluationReport.Create(withOther, typeCount: 3, new Bootstrap(Resamples: 50));
        var again = JsonSerializer.Deserialize<EvaluationReport>(JsonSerializer.Serialize(report))!;
        Assert.Equal(5, report.Sequences.Count);
        Assert.Equal(3, report.Patients.Count);
        Assert.Equal(.5, report.OtherAccuracy);
        Assert.True(Same(report.Sequences, again.Sequences) && Same(report.PatientsAmongTypes, again.PatientsAmongTypes));
        Assert.Equal(report.SequenceIntervals, again.SequenceIntervals);
        Assert.Equal(report.PatientIntervals, again.PatientIntervals);
        Assert.Equal(report.Sequences.MAcc, report.SequenceIntervals["MAcc"].Value);
    }

    [Fact]
    public void A_report_needs_a_tumour() =>
        Assert.Throws<ArgumentException>(() => EvaluationReport.Create([new("o1", "o", 3, [.1f, .1f, .1f, .7f])], typeCount: 3));

    internal static Prediction[] Decided(int[] truth, int[] decided, int classes) =>
        [.. truth.Select((label, i) => new Prediction($"s{i}", $"p{i}",
            label, [.. Enumerable.Range(0, classes).Select(k => k == decided[i] ? 1f : 0f)]))];

    private static int[] Classes(byte[] bytes, int classes) => [0, .. bytes.Select(b => b % classes)];

    private static (int[] Truth, int[] Decided) Pairs((byte Truth, byte Decided)[] pairs, int classes) =>
        (Classes([.. pairs.Select(p => p.Truth)], classes), Classes([.. pairs.Select(p => p.Decided)], classes));

    private static bool Near(double a, double b) => (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) < 1e-9;

    private static bool Same(Metrics a, Metrics b) =>
        a.Count == b.Count && Near(a.MAcc, b.MAcc) && Near(a.Precision, b.Precision) && Near(a.Recall, b.Recall) && Near(a.F1, b.F1)
        && Near(a.Qwk, b.Qwk) && Near(a.MacroAuc, b.MacroAuc) && a.Classes.SequenceEqual(b.Classes)
        && a.Matrix.Rows.SelectMany(r => r).SequenceEqual(b.Matrix.Rows.SelectMany(r => r));
}
