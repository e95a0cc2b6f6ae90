using FsCheck.Xunit;
using MhdNet.Methods.Mhd;
using TorchSharp;
using static TorchSharp.torch;

namespace MhdNet.Tests.Memory;

public sealed class ConMbLossTests
{
    [Fact]
    public void A_loss_worked_by_hand()
    {
        using var scope = NewDisposeScope();
        var feature = Row(1, 0);
        var (far, side) = (Row(3, 0), Row(1, 2));   // mean square errors of 2 each
        Tensor[] features = [feature, feature, feature];

        // own reconstructions: exact; at 45 degrees with error 0.5; at 90 degrees with error 1. Ratios 0, 1/8, 1/4; 1 - cosine 0, 1 -
        // sqrt(1/2), 1
        var loss = ConMbLoss.Compute(features, [[Row(1, 0), far, side], [far, Row(1, 1), side], [far, side, Row(0, 1)]]);
        var (second, third) = (Math.Exp(1 - Math.Sqrt(0.5)), Math.E);
        Assert.Equal(((second / 8) + (third / 4)) / (1 + second + third), loss.ToDouble(), 1e-6);
    }

    [Fact]
    public void Perfect_reconstructions_of_all_memories_give_zero()
    {
        using var scope = NewDisposeScope();
        var feature = Row(1, 2);
        Assert.Equal(0, ConMbLoss.Compute([feature, feature, feature],
            [.. Enumerable.Repeat<IReadOnlyList<Tensor>>([feature, feature, feature], 3)]).ToDouble());
    }

    [Property(MaxTest = 50)]
    public void The_loss_falls_with_the_square_of_the_positive_pairs_distance(int seed, byte share)
    {
        using var scope = NewDisposeScope();
        var t = share / 256.0;
        var (feature, own, other) = (Samples.Random(seed, 2, 6), Samples.Random(seed + 1, 2, 6), Samples.Random(seed + 2, 2, 6));
        double At(double distance)
        {
            var near = feature + (distance * (own - feature));
            return ConMbLoss.Compute([feature, feature, feature], [[near, other, other], [other, near, other], [other, other, near]])
                .ToDouble();
        }

        Assert.Equal(t * t * At(1), At(t), 1e-10);   // alike stages weigh alike, so nothing but the distance changes
    }

    [Property(MaxTest = 50)]
    public void The_gradient_pulls_positive_pairs_together_and_pushes_negative_ones_apart(int seed)
    {
        using var scope = NewDisposeScope();
        Tensor[] features = [.. Enumerable.Range(0, 3).Select(s => Samples.Random(seed + s, 1, 4 + s))];
        Tensor[][] rebuilt = [.. features.Select((f, s) => Enumerable.Range(0, 3)
            .Select(o => Samples.Random(seed + 9 + (3 * s) + o, f.shape).requires_grad_(true)).ToArray())];
        ConMbLoss.Compute(features, rebuilt).backward();
        for (var s = 0; s < 3; s++)
        {
            for (var other = 0; other < 3; other++)
            {
                // change as the pair moves apart
                var along = (rebuilt[s][other].grad! * (rebuilt[s][other] - features[s])).sum().ToDouble();
                Assert.Equal(other == s, along > 0);
            }
        }
    }

    [Fact]
    public void Poor_stages_weigh_more_and_weights_carry_no_gradient()
    {
        using var scope = NewDisposeScope();
        var feature = Row(1, 0).requires_grad_(true);
        var weights = ConMbLoss.Weights([feature, feature, feature], [Row(1, 0), Row(1, 1), Row(0, 1)]);
        Assert.False(weights.requires_grad);
        var values = Samples.Values(weights);
        Assert.Equal(1, values.Sum(), 1e-12);
        Assert.True(values[0] < values[1] && values[1] < values[2]);
    }

    private static Tensor Row(params double[] values) => tensor(values).reshape(1, -1);
}
