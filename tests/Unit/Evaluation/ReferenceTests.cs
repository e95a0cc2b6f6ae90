using System.Text.Json;
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

/// <summary>Agreement with scikit-learn; sklearn_reference.py made the inputs and the constants in reference/.</summary>
public sealed class ReferenceTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Evaluation", "reference");
    private static readonly JsonElement _constants =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "constants.json"))).RootElement;

    public static TheoryData<string, bool, Decision> Cases { get; } = new(
        from name in new[] { "thymic", "gaps", "lung", "validation" }
        from patients in new[] { false, true }
        from decision in new[] { Decision.AllClasses, Decision.TypesOnly }
        select (name, patients, decision));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_figure_agrees_with_scikit_learn(string name, bool patients, Decision decision)
    {
        var predictions = Predictions.Read(Path.Combine(_folder, name + ".csv"));
        var expected = _constants.GetProperty(name)
            .GetProperty((patients ? "patients" : "sequences") + (decision == Decision.TypesOnly ? "_among_types" : ""));
        var metrics = Metrics.Compute(patients ? Predictions.ByPatient(predictions)
            : predictions, _constants.GetProperty(name).GetProperty("types").GetInt32(), decision);

        double Constant(string figure) => expected.GetProperty(figure).GetDouble();
        Assert.Equal(expected.GetProperty("count").GetInt32(), metrics.Count);
        Assert.Equal(Constant("accuracy"), metrics.MAcc, 12);
        Assert.Equal(Constant("precision"), metrics.Precision, 12);
        Assert.Equal(Constant("recall"), metrics.Recall, 12);
        Assert.Equal(Constant("f1"), metrics.F1, 12);
        Assert.Equal(Constant("qwk"), metrics.Qwk, 12);
        Assert.Equal(expected.GetProperty("matrix").Deserialize<int[][]>()!, metrics.Matrix.Rows.Select(r => r.ToArray()).ToArray());
        foreach (var one in metrics.Classes)
        {
            Assert.Equal(expected.GetProperty("precision_by_class")[one.Class].GetDouble(), one.Precision, 12);
            Assert.Equal(expected.GetProperty("recall_by_class")[one.Class].GetDouble(), one.Recall, 12);
            Assert.Equal(expected.GetProperty("f1_by_class")[one.Class].GetDouble(), one.F1, 12);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Areas_under_the_curve_agree_with_scikit_learn(string name, bool patients, Decision decision)
    {
        var types = _constants.GetProperty(name).GetProperty("types").GetInt32();
        var predictions = Predictions.Read(Path.Combine(_folder, name + ".csv"));
        var expected = _constants.GetProperty(name)
            .GetProperty((patients ? "patients" : "sequences") + (decision == Decision.TypesOnly ? "_among_types" : ""))
            .GetProperty("auc_by_class").Deserialize<Dictionary<int, double>>()!;
        var metrics = Metrics.Compute(patients ? Predictions.ByPatient(predictions) : predictions, types, decision);

        Assert.Equal(Enumerable.Range(0, types).Except(expected.Keys), metrics.WithoutAuc);
        Assert.All(expected, pair => Assert.Equal(pair.Value, metrics.Classes[pair.Key].Auc, 12));
        if (name != "validation")   // there the class `other` has an area too
        {
            Assert.Equal(expected.Values.Average(), metrics.MacroAuc, 12);
        }
    }

    [Fact]
    public void A_curve_with_ties_has_scikit_learns_points()
    {
        var curve = RocCurve.Create(
            [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.35], [false, false, true, true, false, true, true, false]);
        var expected = _constants.GetProperty("curve");
        Assert.Equal(expected.GetProperty("fpr").Deserialize<double[]>()!, curve.Points.Select(p => p.FalsePositiveRate));
        Assert.Equal(expected.GetProperty("tpr").Deserialize<double[]>()!, curve.Points.Select(p => p.TruePositiveRate));
    }
}
