using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using MhdNet.Studies.When;

namespace MhdNet.Tests.Studies.When;

public sealed class SoftmaxRegressionTests
{
    // 3 of 4 with the feature and 1 of 4 without are of the second type: the log odds are -ln 3 and ln 3
    [Fact]
    public void Two_types_and_one_yes_or_no_feature_give_the_shares_themselves()
    {
        double[][] seen = [.. Enumerable.Range(0, 8).Select(i => new double[] { i / 4 })];
        double[][] targets = [.. new[] { 0, 0, 0, 1, 0, 1, 1, 1 }.Select(type => type == 0 ? [1.0, 0] : (double[])[0, 1])];
        var fitted = SoftmaxRegression.Fit(new Design(seen), targets, penalty: 1e-9);
        Assert.Equal(0.75, fitted.Predict([0])[0], 3);
        Assert.Equal(0.25, fitted.Predict([1])[0], 3);
        Assert.Equal((0, 1), (fitted.Decide([0]), fitted.Decide([1])));
    }

    [Theory]
    [InlineData(0.1, false)]
    [InlineData(1, true)]
    [InlineData(10, false)]
    public void A_quasi_Newton_method_on_another_writing_of_the_objective_ends_at_the_same_weights(double penalty, bool softer)
    {
        var (seen, targets) = Patients(60, 4, 3, softer);
        var design = new Design(seen);
        var fitted = SoftmaxRegression.Fit(design, targets, penalty);

        double Objective(Vector<double> w) => seen.Select((row, i) =>
        {
            double[] x = [.. row.Select((value, j) => (value - design.Mean[j]) / design.Scale[j]), 1];
            double[] logits = [.. Enumerable.Range(0, 3).Select(k => x.Select((value, j) => value * w[(k * 5) + j]).Sum())];
            var all = Math.Log(logits.Sum(Math.Exp));
            return targets[i].Zip(logits, (target, logit) => target * (all - logit)).Sum();
        }).Sum() + w.Select((value, j) => (j % 5 == 4 ? 1e-3 : penalty) / 2 * value * value).Sum();

        Vector<double> Gradient(Vector<double> w) => Vector<double>.Build.Dense(15, j =>
        {
            var (up, down) = (w.Clone(), w.Clone());
            (up[j], down[j]) = (w[j] + 1e-5, w[j] - 1e-5);
            return (Objective(up) - Objective(down)) / 2e-5;
        });

        var other = new BfgsMinimizer(1e-6, 1e-9, 1e-9, 500)
            .FindMinimum(ObjectiveFunction.Gradient(Objective, Gradient), Vector<double>.Build.Dense(15)).MinimizingPoint;
        Assert.All(fitted.Standardised.Zip(other), pair => Assert.Equal(pair.Second, pair.First, 3));
    }

    [Fact]
    public void A_start_elsewhere_ends_at_the_same_place()
    {
        var (seen, targets) = Patients(30, 3, 4, softer: true);
        var design = new Design(seen);
        var fitted = SoftmaxRegression.Fit(design, targets, 0.5);
        var again = SoftmaxRegression.Fit(design, targets, 0.5, [.. fitted.Standardised.Select((value, j) => value + Math.Sin(j))]);
        Assert.All(fitted.Standardised.Zip(again.Standardised), pair => Assert.Equal(pair.First, pair.Second, 4));
    }

    [Fact]
    public void A_feature_that_does_not_vary_and_a_type_that_nobody_has_do_no_harm()
    {
        double[][] seen = [.. Enumerable.Range(0, 6).Select(i => new double[] { 7, i })];
        double[][] targets = [.. Enumerable.Range(0, 6).Select(i => i < 3 ? (double[])[1, 0, 0] : [0, 1, 0])];
        var said = SoftmaxRegression.Fit(new Design(seen), targets, 0.1).Predict([7, 0]);
        Assert.True(said[0] > 0.9 && said[2] < 0.01, string.Join(' ', said));
    }

    [Fact]
    public void What_is_no_table_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Design([]));
        Assert.Throws<ArgumentException>(() => new Design([[1], [1, 2]]));
        var design = new Design([[1.0], [2.0]]);
        Assert.Throws<ArgumentException>(() => SoftmaxRegression.Fit(design, [[1, 0]], 1));
        Assert.Throws<ArgumentException>(() => SoftmaxRegression.Fit(design, [[1, 0], [0, 1]], 0));
    }

    private static (double[][] Seen, double[][] Targets) Patients(int count, int features, int types, bool softer)
    {
        var random = new Random(5);
        double[][] seen = [.. Enumerable.Range(0, count)
            .Select(_ => (double[])[.. Enumerable.Range(0, features).Select(j => (3 * j) + (random.NextDouble() * (j + 1)))])];
        double[][] targets = [.. Enumerable.Range(0, count).Select(i => (double[])[.. Enumerable.Range(0, types)
            .Select(k => softer ? 0.2 + (k == i % types ? 1 : 0) : k == i % types ? 1 : 0)])];
        return (seen, targets);
    }
}
