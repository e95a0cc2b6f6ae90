
using MhdNet.Analysis.Teaching;
using MhdNet.Runtime;

namespace MhdNet.Tests.Experiments;

/// <summary>The toy by which notebook 00 explains distillation.</summary>
public sealed class ToyDistillationTests
{
    private readonly ToyWorld _world = new();

    public ToyDistillationTests() => TorchRuntime.Start(1);

    [Fact]
    public void The_same_seed_draws_the_same_patients()
    {
        Assert.Equal(_world.Draw(20, 3), _world.Draw(20, 3));
        Assert.NotEqual(_world.Draw(20, 3), _world.Draw(20, 4));
    }

    [Fact]
    public void The_posterior_is_how_often_each_type_comes_among_patients_of_that_ct()
    {
        var patients = _world.Draw(200_000, 5);
        foreach (var ct in new[] { -0.9, -0.2, 0.0, 0.6 })
        {
            var near = patients.Where(patient => Math.Abs(patient.Ct - ct) < 0.05).ToList();
            var posterior = _world.Posterior(ct);
            Assert.Equal(1, posterior.Sum(), 12);
            Assert.All(posterior.Index(),
                type => Assert.Equal(near.Count(patient => patient.Type == type.Index) / (double)near.Count, type.Item, 0.02));
        }
    }

    [Fact]
    public void A_student_that_says_the_posterior_has_no_excess_and_another_has()
    {
        var patients = _world.Draw(50, 1);
        Assert.Equal(0, ToyDistillation.Excess(_world, ct => [.. ct.Select(_world.Posterior)], patients), 12);
        Assert.True(ToyDistillation.Excess(_world, ct => [.. ct.Select(_ => new[] { 1 / 3.0, 1 / 3.0, 1 / 3.0 })], patients) > 0.1);
    }

    [Theory]
    [InlineData(1, 0.0900, 0.2447, 0.6652)] // softmax of 1, 2, 3 by hand
    [InlineData(2, 0.1863, 0.3072, 0.5065)]
    public void A_temperature_softens(double temperature, double first, double second, double third)
    {
        var softened = ToyDistillation.Softened([1, 2, 3], temperature);
        Assert.Equal([first, second, third], softened.Select(value => Math.Round(value, 4)));
    }

    [Fact]
    public void Networks_are_trained_the_same_for_the_same_seed_and_know_mild_from_severe()
    {
        using var one = new ToyDistillation(_world.Draw(60, 2), seed: 2);
        using var again = new ToyDistillation(_world.Draw(60, 2), seed: 2);
        Assert.All(one.Taught(0.3).Zip(one.Taught([-0.8, 0.3])[1]), pair => Assert.Equal(pair.First, pair.Second, 6));
        Assert.All(one.Taught(0.3).Zip(again.Taught(0.3)), pair => Assert.Equal(pair.First, pair.Second, 4));
        Assert.True(one.Alone(-0.8)[0] > one.Alone(-0.8)[2] && one.Taught(0.8)[2] > one.Taught(0.8)[0]);
        var logits = one.TeacherLogits(new ToyPatient(-0.8, -0.8, 0));
        Assert.True(logits[0] > logits[2]);
    }
}
