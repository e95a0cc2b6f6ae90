
using MhdNet.Evaluation;

namespace MhdNet.Tests.Evaluation;

public sealed class LinearDiscriminantTests
{
    [Fact]
    public void Two_normal_classes_are_told_apart_as_well_as_can_be()
    {
        // one apart by two SDs along one axis: the best classifier is right in Phi(1) = 84.1 % of cases
        var random = new Random(3);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        (double[][] Features, int[] Labels) Draw()
        {
            int[] labels = [.. Enumerable.Range(0, 20000).Select(i => i % 2)];
            return ([.. labels.Select(label => new[] { (2.0 * label) + Normal(), 100 * Normal(), 7 })], labels);
        }

        var (training, test) = (Draw(), Draw());
        var classifier = LinearDiscriminant.Fit(training.Features, training.Labels, 3);
        var right = test.Features.Zip(test.Labels)
            .Average(pair => classifier.Predict(pair.First) is var p && p[pair.Second] > 0.5f ? 1.0 : 0);
        Assert.InRange(right, 0.835, 0.848);
        Assert.Equal(0, classifier.Predict([1, 0, 7])[2]);
        Assert.Equal(1, classifier.Predict([5, 0, 7]).Sum(), 5);
    }

    [Fact]
    public void A_rarer_class_needs_more_to_be_named()
    {
        var classifier = LinearDiscriminant.Fit([[0], [1], [2], [3], [10], [11]], [0, 0, 0, 0, 1, 1], 2);
        Assert.True(classifier.Predict([6])[0] > classifier.Predict([6])[1]); // halfway between 1.5 and 10.5
    }

    [Fact]
    public void What_is_no_table_is_refused() =>
        Assert.Throws<ArgumentException>(() => LinearDiscriminant.Fit([[1, 2], [3]], [0, 1], 2));
}
