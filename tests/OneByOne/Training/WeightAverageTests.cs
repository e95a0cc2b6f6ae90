using MhdNet.Data.Sequences;
using MhdNet.Networks;
using MhdNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MhdNet.Tests.Training;

public sealed class WeightAverageTests
{
    [Fact]
    public void It_is_the_moving_average_of_weights_and_running_statistics_and_leaves_the_weights_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var learner = new Norm();
        using var average = new WeightAverage(learner, decay: 0.5);
        double[] expected = [.. Values(learner)];
        foreach (var value in new[] { 2.0, -1, 4 })
        {
            learner.Set(value);
            average.Update();
        }

        // what step t keeps: min(0.5, (1 + t) / (10 + t)) = 2/11, 3/12, 4/13
        foreach (var (kept, value) in new[] { (2 / 11.0, 2.0), (3 / 12.0, -1), (4 / 13.0, 4) })
        {
            expected = [.. expected.Select(mean => (kept * mean) + ((1 - kept) * value))];
        }

        using (average.Enter())
        {
            Assert.Equal(expected, Values(learner), (a, b) => Math.Abs(a - b) < 1e-6);
        }

        Assert.All(Values(learner), value => Assert.Equal(4, value));
    }

    [Fact]
    public void A_long_training_keeps_the_decay_of_each_step()
    {
        using var scope = NewDisposeScope();
        using var learner = new Norm();
        using var average = new WeightAverage(learner, decay: 0.5);
        learner.Set(1);
        for (var step = 0; step < 30; step++)
        {
            average.Update();
        }

        learner.Set(3);
        average.Update();
        using (average.Enter())
        {
            Assert.All(Values(learner), value => Assert.Equal(2, value, 5)); // half of 1, half of 3
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    public void A_decay_that_is_none_is_refused(double decay)
    {
        using var learner = new Norm();
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightAverage(learner, decay));
    }

    private static double[] Values(Norm learner) =>
        [.. learner.Tensors.SelectMany(tensor => tensor.data<float>().Select(value => (double)value))];

    private sealed class Norm : Learner
    {
        private readonly BatchNorm1d _norm = nn.BatchNorm1d(2);

        public override nn.Module Module => _norm;

        public override Classifier Deployed => throw new NotSupportedException("has no classifier");

        public IEnumerable<Tensor> Tensors => [_norm.weight!, _norm.bias!, _norm.running_mean!, _norm.running_var!];

        public void Set(double value)
        {
            using var noGradient = no_grad();
            foreach (var tensor in Tensors)
            {
                tensor.fill_(value);
            }
        }

        public override IReadOnlyList<LossTerm> Losses(Batch batch, Clock clock) =>
            throw new NotSupportedException("is not trained");
    }
}
