using MhdNet.Methods.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Methods;

public sealed class SupervisedContrastTests
{
    [Fact]
    public void Aligned_pairs_cost_little_and_shuffled_ones_much()
    {
        using var scope = NewDisposeScope();
        var (vectors, labels) = (eye(4, dtype: float64), tensor(new[] { 0L, 1L, 2L, 3L }));
        // own 1 / 0.1 = 10, three others 0
        Assert.Equal(Math.Log(Math.Exp(10) + 3) - 10, SupervisedContrast.Loss(vectors, 3 * vectors, labels, 0.1).ToDouble(), 10);
        Assert.Equal(Math.Log(Math.Exp(10) + 3), SupervisedContrast.Loss(vectors, vectors.roll(1, 0), labels, 0.1).ToDouble(), 10);
    }

    [Fact]
    public void A_pair_of_the_same_type_is_no_negative()
    {
        using var scope = NewDisposeScope();
        var axes = eye(2, dtype: float64);
        var together = stack([axes[0], axes[0], axes[1]]);
        double Loss(params long[] labels) => SupervisedContrast.Loss(together, together, tensor(labels), 1).ToDouble();
        var (e, first) = (Math.E, -Math.Log(Math.E / (2 * Math.E + 1)));   // of either of the first two, whatever counts as its own
        var last = -Math.Log(e / (e + 2));
        Assert.Equal((2 * first + last) / 3, Loss(0, 0, 1), 10);
        Assert.Equal((2 * first + last) / 3, Loss(0, 1, 2), 10);
        // the first with the third: half of its own is 1, half 0
        Assert.Equal((first + 0.5 + first + last + 0.5) / 3, Loss(0, 1, 0), 10);
    }

    [Fact]
    public void Both_modalities_ask_each_other()
    {
        using var scope = NewDisposeScope();
        var axes = eye(2, dtype: float64);
        var same = stack([axes[0], axes[0]]);
        // (1, 1) and (0, 0) one way, which tell nothing apart; (1, 0) twice the other
        var expected = 0.5 * (Math.Log(2) + Math.Log(Math.E + 1) - 0.5);
        var labels = tensor(new[] { 0L, 1L });
        Assert.Equal(expected, SupervisedContrast.Loss(axes, same, labels, 1).ToDouble(), 10);
        Assert.Equal(expected, SupervisedContrast.Loss(same, axes, labels, 1).ToDouble(), 10);
    }

    [Fact]
    public void One_pair_alone_teaches_nothing()
    {
        using var scope = NewDisposeScope();
        var vector = ones(1, 3).requires_grad_(true);
        var loss = SupervisedContrast.Loss(vector, ones(1, 3), zeros([1], ScalarType.Int64), 0.1);
        loss.backward();
        Assert.Equal(0, loss.ToDouble());
        Assert.Equal(0, vector.grad!.abs().sum().ToDouble());
    }
}
